"""What is noted beside a key: a small JSON file with its label, since when, and on which machine.

A sidecar is a memo for people, not evidence: nothing signs it.
"""

import json
import platform
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

from mediascan.model.errors import UsageError
from mediascan.signing import owner_file


@dataclass(frozen=True, slots=True)
class Note:
    """`since` is UTC, as 2026-11-24T03:21:00Z: when the key was made, or came to be trusted."""

    key_id: str
    label: str
    since: str
    host: str


def note_now(key_id: str, label: str) -> Note:
    """A note of this moment and this machine."""
    since = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Note(key_id, label, since, platform.node())


def write_note(path: Path, note: Note) -> None:
    """Make the file `path`. Raises `UsageError` if it is there already."""
    owner_file.write_new(path, json.dumps(asdict(note), sort_keys=True).encode() + b"\n")


def read_note(path: Path, key_id: str) -> Note:
    """The note in the file `path` about the key `key_id`; of no file, a note that says nothing.

    Raises `UsageError` if the file is not a note, or one about another key.
    """
    if not path.exists():
        return Note(key_id, "", "", "")
    try:
        found = json.loads(owner_file.read_small(path))
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{owner_file.shown(path)} is not valid JSON") from error
    names = [field.name for field in fields(Note)]
    if not isinstance(found, dict) or not all(isinstance(found.get(name), str) for name in names):
        raise UsageError(f"{owner_file.shown(path)} does not have the fields {names}")
    if found["key_id"] != key_id:
        raise UsageError(f"{owner_file.shown(path)} is about another key")
    return Note(**{name: found[name] for name in names})
