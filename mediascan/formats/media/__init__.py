"""Pictures, films, sound and documents: what bulk media folders hold."""
