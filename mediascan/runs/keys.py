"""The keys of people and of this installation: make, show, trust, and know them again.

For the command line, which asks for passphrases and prints; nothing here does either.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from mediascan.model.errors import UsageError
from mediascan.signing import instrument, private_key, public_key, sidecar
from mediascan.signing import trust as store
from mediascan.signing.home import key_folder
from mediascan.signing.owner_file import read_small, shown

FOLDER = "keys"  # where keys go for which no path is given
Standing = Literal["own", "trusted", ""]


@dataclass(frozen=True, slots=True)
class KeyCard:
    """What there is to say about a key. `since` is UTC; "" or None: not known.

    `path` is the file to sign with, `public_path` the one to hand to others.
    """

    key_id: str
    public_pem: str
    label: str = ""
    since: str = ""
    host: str = ""
    path: Path | None = None
    public_path: Path | None = None
    protected: bool | None = None


def new(path: Path | None, passphrase: bytes | None, label: str) -> KeyCard:
    """Make a key: `path`, its public half `*.pub.pem` and its sidecar `*.pub.json` beside it.

    Without a path it goes to the folder of this installation, named by the start of its key id,
    and is trusted here from then on: who can write there could trust it anyway. Raises
    `UsageError` before anything is written if one of the three is there already.
    """
    signer = private_key.new_key()
    place = path or key_folder(FOLDER) / f"{signer.key_id[:16]}.pem"
    public_place = _beside(place, ".pub.pem")
    note_place = _beside(place, ".pub.json")
    for one in (place, public_place, note_place):
        if one.exists():
            raise UsageError(f"{shown(one)} is there already; it is not overwritten")
    note = sidecar.note_now(signer.key_id, label)
    private_key.write_key(place, signer, passphrase)
    public = public_key.from_raw(signer.public)
    public_key.write_public_key(public_place, public)
    sidecar.write_note(note_place, note)
    if path is None:
        store.add(public, label)
    return _card(public, note, place, public_place, protected=passphrase is not None)


def show(path: Path | None, passphrase: Callable[[], bytes] | bytes | None = None) -> KeyCard:
    """The key in `path`, private or public; without a path, that of this installation.

    The passphrase is needed only for a protected private key. Raises `UsageError`.
    """
    if path is None:
        own = instrument.instrument_key()
        return _card(public_key.from_raw(own.signer.public), own.note, protected=False)
    if b"PRIVATE KEY-----" not in read_small(path):
        public = public_key.read_public_key(path)
        return _card(public, _note_of(path, public), public_path=path)
    signer = private_key.read_key(path, passphrase)
    public = public_key.from_raw(signer.public)
    note = sidecar.read_note(_beside(path, ".pub.json"), public.key_id)
    return _card(public, note, path, protected=signer.protected)


def trust(public_pem_path: Path, label: str) -> KeyCard:
    """Vouch for the key in `public_pem_path` from now on. Raises `UsageError`."""
    added = store.add(public_key.read_public_key(public_pem_path), label)
    return _card(added.key, added.note)


def trusted() -> tuple[KeyCard, ...]:
    """All keys for which somebody here vouches."""
    return tuple(_card(one.key, one.note) for one in store.trusted())


def known(key_id: str) -> Standing:
    """How this installation stands to a key: its instrument key, one it trusts, or a stranger's.

    Makes no key and writes nothing.
    """
    own = instrument.own_public_key()
    if own is not None and own.key_id == key_id:
        return "own"
    return "trusted" if store.find(key_id) else ""


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name.removesuffix(".pem") + suffix)


def _note_of(public_path: Path, key: public_key.PublicKey) -> sidecar.Note:
    return sidecar.read_note(public_path.with_suffix(".json"), key.key_id)


def _card(
    key: public_key.PublicKey,
    note: sidecar.Note,
    path: Path | None = None,
    public_path: Path | None = None,
    *,
    protected: bool | None = None,
) -> KeyCard:
    return KeyCard(
        key.key_id,
        public_key.to_pem(key).decode(),
        note.label,
        note.since,
        note.host,
        path,
        public_path,
        protected,
    )
