"""What a rule of casework says when it refuses, one class per rule."""
