"""The roster workbook: what its columns mean, what a file would change, what is kept until somebody confirms."""
