"""Lance: tables of columns, whose footers stand at the end."""
