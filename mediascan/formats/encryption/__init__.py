"""Encrypted volumes and files, one file each."""
