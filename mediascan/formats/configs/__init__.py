"""What describes a model, a tokenizer or a training run, and holds no weights."""
