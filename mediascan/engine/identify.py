"""What one file is, without a catalog and without hashing all of it."""

import os
from dataclasses import dataclass, field
from typing import Any

import orjson

from mediascan.engine.inspect import Inspector
from mediascan.model.finding import Finding, Kind
from mediascan.model.reading import Reading
from mediascan.model.row import BatchResult
from mediascan.model.source import INSIDE, SourceSpec
from mediascan.reading.unpacking.allowance import DEPTH

LISTED = 20  # members with findings told of one container


@dataclass(slots=True)
class Inside:
    """What is in a container: what its row would say, and members in which something was found."""

    contents: dict[str, Any] = field(default_factory=dict)
    found: int = 0
    listed: list[tuple[bytes, list[dict[str, Any]]]] = field(default_factory=list)
    findings: tuple[Finding, ...] = ()  # about the container itself

    def take(self, result: BatchResult) -> None:
        """Look at rows of members."""
        for row in result.columns.rows():
            findings = orjson.loads(row.detail).get("findings", []) if row.detail else []
            if any(one["kind"] != Kind.CONTAINER for one in findings):
                self.found += 1
                if len(self.listed) < LISTED:
                    self.listed.append((row.path.partition(INSIDE)[2], findings))


def identify(path: str) -> tuple[str, str | None, tuple[Finding, ...]]:
    """Content class, libmagic's words and findings for one file, without hashing all of it.

    Links in `path` are followed: it is the caller's own word. Raises `OSError` when the file cannot
    be read, `NotRegular` when it is no regular file.
    """
    inspector, name = _at(path)
    return inspector.identify(name)


def look_inside(path: str) -> Inside | None:
    """What is in the container at `path`, all of which is decompressed; None where it is none.

    Raises as `identify`.
    """
    inspector, name = _at(path)
    inside = Inside()
    contents = inspector.inside(name, inside.take)
    if contents is None:
        return None
    inside.contents = contents.as_data()
    inside.findings = tuple(contents.findings)
    return inside


def _at(path: str) -> tuple[Inspector, bytes]:
    folder, name = os.path.split(os.path.realpath(path))
    reading = Reading(digests=(), segments=False, depth=DEPTH)
    return Inspector(SourceSpec("directory", folder), reading, NoMeter()), os.fsencode(name)


class NoMeter:
    """For reading without progress."""

    def add(self, count: int) -> None:
        """Count nothing."""

    def room(self) -> bool:
        """Nobody else is at work."""
        return True
