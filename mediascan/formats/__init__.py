"""Floor 2, formats: one file each, found by looking."""
