"""Word vectors and vector indexes."""
