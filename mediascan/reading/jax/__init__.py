"""What JAX libraries write: states of Flax and T5X, checkpoints of Orbax, exported programs."""
