"""Floor 3, report: what is signed, how it is written, checked and shown."""
