"""The office's acts, one function each."""
