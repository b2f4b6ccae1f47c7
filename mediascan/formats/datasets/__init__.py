"""Training datasets, one file each."""
