"""Shapes of what people type about money, split by noun."""
