"""ZIP archives: directory, members, layout; nothing is inflated here."""
