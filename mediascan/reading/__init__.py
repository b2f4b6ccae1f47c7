"""Floor 1, bounded readers: how parsers see bytes."""
