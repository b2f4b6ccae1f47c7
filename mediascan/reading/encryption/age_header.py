"""The header of an age file: one stanza a recipient, a checksum that needs the key, the payload.

Source: https://c2sp.org/age. A line `-> TYPE ARGUMENTS`, then base64 in lines of 64 letters, the
last of them shorter; after the stanzas `--- ` and the checksum. The payload is a nonce of 16 bytes
and chunks. Writers add stanzas of invented types, so that readers keep ignoring what they do not
know: such a type ends in "-grease".
"""

import re
from dataclasses import dataclass, field

from mediascan.model.errors import Malformed, Truncated
from mediascan.reading.encryption.chunks import plain_size

SIGNATURE = b"age-encryption.org/v1\n"
BEGIN, END = b"-----BEGIN AGE ENCRYPTED FILE-----", b"-----END AGE ENCRYPTED FILE-----"
_NONCE = 16
_MOST = 4096  # stanzas
_BODY = re.compile(rb"[A-Za-z0-9+/]{0,64}")
_MAC = re.compile(rb"--- [A-Za-z0-9+/]{43}")
_WAYS = {
    "X25519": "X25519 key",
    "scrypt": "passphrase (scrypt)",
    "ssh-ed25519": "SSH key (ed25519)",
    "ssh-rsa": "SSH key (rsa)",
    "mlkem768x25519": "ML-KEM-768 and X25519 key",
    "piv-p256": "YubiKey (PIV P-256)",
}


@dataclass(slots=True)
class Age:
    """What the header says."""

    size: int = 0  # of the header
    stanzas: int = 0  # without those that only keep readers honest
    ways: list[str] = field(default_factory=list)
    details: dict[str, str] = field(default_factory=dict)


def read_age(data: bytes, whole: int) -> Age:
    """The header that `data` starts with, of a file of `whole` bytes."""
    found = Age()
    at, body = len(SIGNATURE), False
    for _ in range(_MOST * 4):
        end = data.find(b"\n", at)
        if end < 0:
            break
        line, at = data[at:end], end + 1
        if line.startswith(b"--- "):
            if not _MAC.fullmatch(line) or body:
                raise Malformed("age header without a checksum at its end")
            found.size = at
            return found
        if line.startswith(b"-> ") and not body:
            _stanza(found, line[3:])
            body = True
        elif body and _BODY.fullmatch(line):
            body = len(line) == 64
        else:
            raise Malformed(f"age header has a line that belongs to no stanza, before byte {at}")
    if len(data) >= whole:
        raise Truncated(f"age header cut off after {len(data)} bytes")
    raise Malformed(f"age header does not end in {len(data)} bytes")


def payload_size(found: Age, whole: int) -> int:
    """Bytes of plain text; -1 where the size of the file is one that no text gives."""
    locked = whole - found.size - _NONCE
    return plain_size(locked) if locked >= 16 else -1


def _stanza(found: Age, line: bytes) -> None:
    kind, *arguments = line.decode("ascii", "replace").split(" ")
    if kind.endswith("-grease"):
        return
    found.stanzas += 1
    way = _WAYS.get(kind, f"{kind:.64}")
    if way not in found.ways and len(found.ways) < 64:
        found.ways.append(way)
    if kind == "scrypt" and len(arguments) == 2:
        found.details["work factor"] = f"2^{arguments[1]:.8}"
    elif kind.startswith("ssh-") and arguments and len(found.details) < 16:
        found.details[f"SSH key tag {found.stanzas}"] = arguments[0][:16]
