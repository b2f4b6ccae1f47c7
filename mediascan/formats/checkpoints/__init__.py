"""Model weights and training checkpoints, one file each."""
