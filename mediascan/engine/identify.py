"""What one file is, without a catalog and without hashing all of it."""

import os

from mediascan.engine.inspect import Inspector
from mediascan.model.finding import Finding
from mediascan.model.reading import Reading
from mediascan.model.source import SourceSpec


def identify(path: str) -> tuple[str, str | None, tuple[Finding, ...]]:
    """Content class, libmagic's words and findings for one file, without hashing all of it.

    Links in `path` are followed: it is the caller's own word. Raises `OSError` when the file cannot
    be read, `NotRegular` when it is no regular file.
    """
    folder, name = os.path.split(os.path.realpath(path))
    inspector = Inspector(SourceSpec("directory", folder), Reading(digests=()), NoMeter())
    return inspector.identify(os.fsencode(name))


class NoMeter:
    """For reading without progress."""

    def add(self, count: int) -> None:
        """Count nothing."""

    def room(self) -> bool:
        """Nobody else is at work."""
        return True
