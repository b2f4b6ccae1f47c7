"""Messages of Microsoft's Cognitive Toolkit."""
