"""Which key signs: the one that was given, or this installation's own."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mediascan.runs.places import keep_out
from mediascan.signing.home import home
from mediascan.signing.instrument import instrument_key, own_public_key
from mediascan.signing.private_key import Signer, read_key


@dataclass(frozen=True, slots=True)
class Signing:
    """A key, and where it comes from in words for the report."""

    signer: Signer
    role: str  # "instrument" or "operator"
    origin: str


def signing_key(path: Path | None, passphrase: Callable[[], bytes] | None) -> Signing:
    """The key in `path`, or the instrument key, made on first use. Raises `UsageError`."""
    if path is not None:
        return Signing(read_key(path, passphrase), "operator", "key file given by the operator")
    own = instrument_key()
    made = own.note.since[:10] or "an unknown day"
    host = own.note.host or "this machine"
    return Signing(
        own.signer, "instrument", f"instrument key made by mediascan on {host} on {made}"
    )


def check_key_place(sources: list[str]) -> None:
    """Refuse, with a `UsageError`, to make the instrument key inside one of `sources`."""
    if own_public_key() is None:
        remedy = "name another folder with MEDIASCAN_HOME, or a key with --key"
        keep_out(sources, home(), "folder for the instrument key", remedy)
