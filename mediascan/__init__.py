"""Inspect very large drives for training datasets and model checkpoints, offline."""

__version__ = "0.1.0"
