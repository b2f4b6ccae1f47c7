"""Kinds of collections: one file a kind, each with one constant `KIND`."""
