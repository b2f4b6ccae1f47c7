"""NumPy array headers."""
