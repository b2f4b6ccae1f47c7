"""Readers that several formats of pictures, films and sound share."""
