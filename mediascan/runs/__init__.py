"""Floor 4, use cases: the only place that knows all floors."""
