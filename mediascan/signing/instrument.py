"""The key of this installation: it says "this instrument made these bytes", and never who used it.

Made on first use, without a passphrase, because an inspection must end with a signature though
nobody is there to type one. It lives in a folder of its own with its public half and a sidecar;
the folder is filled under another name and then renamed, so that two processes that start at once
end up with one key, and a crash leaves none.
"""

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from mediascan.model.errors import UsageError
from mediascan.signing import owner_file
from mediascan.signing.home import home, key_folder
from mediascan.signing.private_key import Signer, new_key, read_key, write_key
from mediascan.signing.public_key import PublicKey, from_raw, read_public_key, write_public_key
from mediascan.signing.sidecar import Note, note_now, read_note, write_note

FOLDER = "instrument"
_PRIVATE, _PUBLIC, _NOTE = "private.pem", "public.pem", "about.json"


@dataclass(frozen=True, slots=True)
class Instrument:
    """The signer of this installation; `note.since` is when and `note.host` where it was made."""

    signer: Signer
    note: Note


def instrument_key() -> Instrument:
    """The key of this installation, made now if there is none. Raises `UsageError`."""
    folder = key_folder() / FOLDER
    if not folder.exists():
        _make(folder)
    signer = read_key(folder / _PRIVATE, None)
    return Instrument(signer, read_note(folder / _NOTE, signer.key_id))


def own_public_key() -> PublicKey | None:
    """The public half, for checking; None if this installation has made no key so far."""
    path = home() / FOLDER / _PUBLIC
    return read_public_key(path) if path.exists() else None


def _make(folder: Path) -> None:
    """Fill a new folder and give it its name; if another process was first, keep that one."""
    try:
        new = Path(tempfile.mkdtemp(prefix=".new-", dir=folder.parent))
    except OSError as error:
        parent = owner_file.shown(folder.parent)
        raise UsageError(f"cannot write to {parent}: {error.strerror}") from error
    try:
        signer = new_key()
        write_key(new / _PRIVATE, signer, None)
        write_public_key(new / _PUBLIC, from_raw(signer.public))
        write_note(new / _NOTE, note_now(signer.key_id, ""))
        try:
            new.rename(folder)
        except OSError as error:
            if not (folder / _PRIVATE).exists():
                raise UsageError(f"cannot make {owner_file.shown(folder)}: {error}") from error
        else:
            owner_file.sync_folder(folder.parent)
    finally:
        if os.path.lexists(new):
            shutil.rmtree(new)
