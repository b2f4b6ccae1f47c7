"""The serialization of Lua Torch."""
