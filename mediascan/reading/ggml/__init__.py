"""Weight files of ggml programs from before GGUF."""
