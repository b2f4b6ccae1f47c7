"""What wrote a training checkpoint: one card a framework, found by looking."""
