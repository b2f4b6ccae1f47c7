"""Floor 2, signatures: key files, envelopes, Merkle trees, trusted keys."""
