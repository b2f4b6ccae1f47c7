"""Volumes that are no file system: members of arrays and groups, on a device or in a file."""
