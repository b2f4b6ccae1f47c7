"""Which family of networks a set of tensors is, by their names and shapes."""
