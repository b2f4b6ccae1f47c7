"""What bytes without a header look like: uniform, compressed, weights, token ids."""
