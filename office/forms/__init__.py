"""Forms of the office's pages: shape and parsing only."""
