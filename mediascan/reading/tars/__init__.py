"""Tar archives: headers and what they add up to."""
