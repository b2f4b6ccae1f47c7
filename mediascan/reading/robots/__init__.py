"""Logs of robots: records of fields."""
