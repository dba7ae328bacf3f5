"""The roster workbook: what its columns mean, what a file would change, and how that is kept until somebody confirms it."""
