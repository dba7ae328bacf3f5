"""Pages of money, split by noun."""
