"""Zarr: arrays as folders of chunks; only the JSON beside the chunks says what they are."""
