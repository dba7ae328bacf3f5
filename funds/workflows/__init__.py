"""Acts on money, split by noun; every one is atomic and leaves an audit event."""
