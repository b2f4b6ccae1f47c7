"""Volumes: how a medium is divided, one file a scheme."""
