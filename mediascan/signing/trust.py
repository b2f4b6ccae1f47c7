"""The trust store: the public keys for which somebody here vouches.

A folder with one PEM a key, named by its key id, and a sidecar with the label. To trust a key is
to put it there, to trust it no more is to delete it; a signature that holds under a key that is
not there proves only that somebody made it.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from mediascan.model.errors import UsageError
from mediascan.signing import owner_file
from mediascan.signing.home import home, key_folder
from mediascan.signing.public_key import PublicKey, read_public_key, to_pem
from mediascan.signing.sidecar import Note, note_now, read_note, write_note

FOLDER = "trusted"


@dataclass(frozen=True, slots=True)
class Trusted:
    """A key, and what was noted when it was added."""

    key: PublicKey
    note: Note


def add(key: PublicKey, label: str) -> Trusted:
    """Trust `key` from now on. Raises `UsageError` if it is trusted already."""
    already = find(key.key_id)
    if already is not None:
        raise UsageError(f"key {key.key_id} is trusted already, since {already.note.since}")
    folder = key_folder(FOLDER)
    note = note_now(key.key_id, label)
    (folder / f"{key.key_id}.json").unlink(missing_ok=True)  # of a key that was trusted once
    write_note(folder / f"{key.key_id}.json", note)
    owner_file.write_new(folder / f"{key.key_id}.pem", to_pem(key), owner_file.PUBLIC)
    return Trusted(key, note)


def trusted() -> tuple[Trusted, ...]:
    """All trusted keys, by key id. Raises `UsageError` for a file that is not what it is called."""
    folder = home() / FOLDER
    if not folder.exists():
        return ()
    if os.name == "posix" and folder.stat().st_mode & 0o022:
        name = owner_file.shown(folder)
        raise UsageError(f"other users may write to {name}; run: chmod go-w {name}")
    return tuple(_read(path) for path in sorted(folder.glob("*.pem")))


def find(key_id: str) -> Trusted | None:
    """The trusted key with this id, or None."""
    return next((one for one in trusted() if one.key.key_id == key_id), None)


def _read(path: Path) -> Trusted:
    key = read_public_key(path)
    if path.stem != key.key_id:
        raise UsageError(
            f"{owner_file.shown(path)} holds key {key.key_id}; call it so, or delete it"
        )
    return Trusted(key, read_note(path.with_suffix(".json"), key.key_id))
