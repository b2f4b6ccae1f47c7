"""File systems read without a mount: names and extents only, one file a parser."""
