"""Reads of casework tables."""
