"""Papers of casework, made as PDF."""
