"""Core ML models: what is said of them, and their layers or operations."""
