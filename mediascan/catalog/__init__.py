"""Floor 3, catalog: the SQLite journal of one inspection."""
