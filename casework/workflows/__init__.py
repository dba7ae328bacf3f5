"""The acts of casework: one atomic function each."""
