"""The registry's acts, one function each."""
