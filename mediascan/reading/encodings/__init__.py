"""General encodings of structured data, read without a schema."""
