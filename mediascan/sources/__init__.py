"""Floor 2, sources: where bytes come from, one file each."""
