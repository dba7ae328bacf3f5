"""Reads of sources, aid, payments and the ledger, split by noun."""
