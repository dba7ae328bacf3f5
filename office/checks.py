"""System checks of the office."""
