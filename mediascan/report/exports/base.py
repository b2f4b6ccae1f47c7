"""What an export is: one file, one `EXPORT`, found by `mediascan.model.discover.constants`."""

import hashlib
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from mediascan.model.display import show
from mediascan.report.manifest_reader import rows
from mediascan.report.statement import STATEMENT

EXAMPLES = 5  # entries named of those that a form cannot hold; all of them are counted
UNVERIFIED = "NOT VERIFIED: nobody checked that the report holds"


@dataclass(frozen=True)
class Record:
    """A report to be exported: its folder, and its statement as JSON.

    `verified` is whether the report holds; a form that has a place for words says so if it is not.
    """

    folder: Path
    statement: dict[str, Any]
    verified: bool

    @property
    def predicate(self) -> dict[str, Any]:
        """What the statement says of the exhibit."""
        found: dict[str, Any] = self.statement["predicate"]
        return found

    @property
    def digests(self) -> tuple[str, ...]:
        """The digests that were made of each file."""
        return tuple(self.predicate["options"]["digests"])

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of statement.json, which names this report and no other."""
        return hashlib.sha256((self.folder / STATEMENT).read_bytes()).hexdigest()

    @property
    def uuid(self) -> uuid.UUID:
        """The same name for programs that ask for a UUID (RFC 9562, version 5)."""
        return uuid.uuid5(uuid.NAMESPACE_OID, self.sha256)

    def rows(self) -> Iterator[tuple[bytes, dict[str, Any]]]:
        """Path and data of every entry, in the order of paths, as the manifest streams by."""
        return rows(self.folder)


@dataclass(slots=True)
class LeftOut:
    """Entries that belong into an export and are not there, by the reason; of bounded size."""

    counts: dict[str, int] = field(default_factory=dict)
    _names: dict[str, list[str]] = field(default_factory=dict)

    def add(self, reason: str, path: bytes) -> None:
        """Count the entry at `path`; `reason` is one of few, and goes on after "because"."""
        self.counts[reason] = self.counts.get(reason, 0) + 1
        names = self._names.setdefault(reason, [])
        if len(names) < EXAMPLES:
            names.append(show(path))

    def sentences(self) -> list[str]:
        """For people: how many and which, a sentence a reason."""
        return [
            f"Left out, because {reason}: {count:,} "
            f"({', '.join(self._names[reason])}{', ...' if count > EXAMPLES else ''})."
            for reason, count in self.counts.items()
        ]


@dataclass(frozen=True, slots=True)
class Export:
    """Turns a report into the bytes of one file.

    `write` uses nothing but the record: no clock, no locale, no random number; equal reports give
    equal bytes. It streams, so that memory does not grow with the exhibit. It returns what the form
    cannot hold, and raises `UsageError` before the first byte where it can hold nothing of it.
    """

    id: str
    title: str
    write: Callable[[Record, BinaryIO], LeftOut]


def write_array(out: BinaryIO, values: Iterable[Any]) -> None:
    """Write a JSON array, one value a line, without holding more than one of them."""
    out.write(b"[\n")
    out.writelines(
        (b",\n" if count else b"") + orjson.dumps(one) for count, one in enumerate(values)
    )
    out.write(b"\n]")
