"""ORC: tables of columns."""
