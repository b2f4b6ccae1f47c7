"""Archives and compressed streams, one file each."""
