"""Datasets as shards of records: tables of places, features of samples."""
