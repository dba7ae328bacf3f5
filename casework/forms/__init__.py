"""Shape and meaning of what people type into casework pages."""
