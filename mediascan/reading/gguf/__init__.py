"""GGUF headers, values and tensor types."""
