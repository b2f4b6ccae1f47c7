"""MindSpore's files."""
