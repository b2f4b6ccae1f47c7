"""ExecuTorch files: a FlatBuffer with a header of its own inside, then segments of bytes."""
