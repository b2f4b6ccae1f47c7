"""MegEngine models."""
