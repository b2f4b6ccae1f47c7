"""What an installation proves of itself on the spot: one check a file, found by looking."""
