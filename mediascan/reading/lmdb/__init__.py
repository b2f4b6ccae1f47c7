"""LMDB: a tree of keys and values in pages."""
