"""Compressed streams: headers, bounded decompression, what is inside."""
