"""How fast the pages are, beside a stock Django admin over the same tables: `make bench` writes bench/RESULTS.md."""
