"""Forms of the registry: shape and parsing only."""
