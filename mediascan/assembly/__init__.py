"""Floor 3, assembly: puts files together into collections, by content first and by names second."""
