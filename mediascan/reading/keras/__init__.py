"""Keras: its description of a model in JSON, and its names of weights, wherever they are kept."""
