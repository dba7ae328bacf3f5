"""Codes stored in casework tables, one module per noun."""
