"""SQLite database files: pages, B-trees, the table of tables."""
