"""Parquet footers and schemas."""
