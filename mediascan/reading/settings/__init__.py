"""Files that say in words what a model, a tokenizer or a run is: JSON objects and YAML lines."""
