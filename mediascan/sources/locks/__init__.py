"""Encrypted volumes that are read with a key; one file a kind."""
