"""Floor 3, engine: from a source to rows and findings."""
