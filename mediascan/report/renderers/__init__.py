"""Renderings of a report, one file each, made from the predicate alone."""
