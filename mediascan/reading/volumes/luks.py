"""LUKS headers, version 1 and 2: what a Linux encrypted volume says in clear about itself.

Sources: "LUKS1 On-Disk Format Specification" 1.2.3 (section 3) and "LUKS2 On-Disk Format
Specification" 1.1.1 (sections 2 and 3). All numbers are big endian. Version 2 has a binary header
of 4096 bytes, JSON behind it, and both once more at an offset that is the size of the two.
"""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from mediascan.model.errors import Malformed
from mediascan.reading.encodings.json import parse_object
from mediascan.reading.window import Window

FIRST, SECOND = b"LUKS\xba\xbe", b"SKUL\xba\xbe"
SECOND_AT = tuple(0x4000 << power for power in range(9))  # LUKS2 section 2.1, table 1
_SECTOR = 512
_BINARY = 4096
_OWN_PLACE = 256  # of a header of version 2: where it stands
_ACTIVE, _DISABLED = 0x00AC71F3, 0x0000DEAD
_CHECKSUMS = {"sha1", "sha224", "sha256", "sha384", "sha512"}
_OPAL = ("hw-opal", "hw-opal-crypt")  # segment types since cryptsetup 2.7


@dataclass(slots=True)
class Luks:
    """One header."""

    version: int
    at: int  # where it stands
    size: int  # bytes that evidence may be taken from
    uuid: str
    label: str = ""
    subsystem: str = ""
    ciphers: list[str] = field(default_factory=list)
    slots: int = 0  # key slots in use
    protectors: list[str] = field(default_factory=list)
    payload: int = 0  # offset of the encrypted data; 0 where it is on another device
    length: int = -1  # bytes of the encrypted data; -1 for "up to the end"
    verified: bool = False  # the header's checksum was computed and is right
    checksum: str = ""  # what came of that, in words
    details: dict[str, str] = field(default_factory=dict)


def second_at(window: Window) -> int:
    """Where the second header of version 2 stands; -1 without one.

    One that says that it stands there comes before one that does not: an older header, or a copy
    of it, may lie in what a larger one took.
    """
    places = [at for at in SECOND_AT if window.has(SECOND, at)]
    own = (at for at in places if window.has(at.to_bytes(8, "big"), at + _OWN_PLACE))
    return next(own, places[0] if places else -1)


def read_luks(window: Window, at: int) -> Luks:
    """The header whose magic stands at `at`. Raises `Truncated` or `Malformed`."""
    version = window.cursor(at + 6, ">").number("H")
    if version == 1 and not at:
        return _version_1(window)
    if version == 2:
        return _version_2(window, at)
    raise Malformed(f"LUKS version {version} at {at}")


def _version_1(window: Window) -> Luks:
    cursor = window.cursor(8, ">")
    cipher, mode, digest = (_text(cursor.take(32)) for _ in range(3))
    payload, key_length = cursor.number("I"), cursor.number("I")
    cursor.skip(20 + 32)  # digest and salt of the master key
    cursor.skip(4)  # its iterations
    uuid = _text(cursor.take(40))
    if not (cipher and mode and digest and 0 < key_length <= 512):
        raise Malformed("LUKS1 header without cipher, mode, hash or key length")
    slots = 0
    for number in range(8):
        state = cursor.number("I")
        cursor.skip(4 + 32 + 4 + 4)  # iterations, salt, offset and stripes of the key material
        if state not in (_ACTIVE, _DISABLED):
            raise Malformed(f"key slot {number} is neither in use nor free: {state:#x}")
        slots += state == _ACTIVE
    return Luks(
        version=1,
        at=0,
        size=cursor.at,
        uuid=uuid,
        ciphers=[f"{cipher}-{mode}, {key_length * 8}-bit key"],
        slots=slots,
        protectors=[f"passphrase or key file (pbkdf2, {digest})"] if slots else [],
        payload=payload * _SECTOR,
        checksum="none in version 1",
    )


def _version_2(window: Window, at: int) -> Luks:
    cursor = window.cursor(at + 8, ">")
    size, epoch = cursor.number("Q"), cursor.number("Q")
    label, algorithm = _text(cursor.take(48)), _text(cursor.take(32))
    cursor.skip(64)  # salt
    uuid, subsystem = _text(cursor.take(40)), _text(cursor.take(48))
    own = cursor.number("Q")
    if size not in SECOND_AT:
        raise Malformed(f"LUKS2 header of {size} bytes")
    if own != at:
        raise Malformed(f"LUKS2 header at {at} says that it stands at {own}")
    binary, area = window.read(at, _BINARY), window.read(at + _BINARY, size - _BINARY)
    found = Luks(version=2, at=at, size=_BINARY, uuid=uuid, label=label, subsystem=subsystem)
    found.verified, found.checksum = _checked(algorithm, binary, area)
    found.details["epoch"] = str(epoch)  # grows by one with each change of the header
    _say(found, parse_object(area.split(b"\0", 1)[0]))
    return found


def _checked(algorithm: str, binary: bytes, area: bytes) -> tuple[bool, str]:
    """Whether the checksum holds: over both parts, with the checksum's own 64 bytes as zeros."""
    if algorithm not in _CHECKSUMS:
        return False, f"not verified: {algorithm or 'no algorithm'}"
    made = hashlib.new(algorithm, binary[:448] + bytes(64) + binary[512:] + area).digest()
    right = binary[448:512].startswith(made)
    return right, f"{algorithm}, {'verified' if right else 'wrong'}"


def _say(found: Luks, said: dict[str, Any]) -> None:
    """Put into `found` what the JSON area says."""
    slots, tokens = _objects(said, "keyslots"), _objects(said, "tokens")
    found.slots = len(slots)
    for slot in slots:
        kdf = slot.get("kdf")
        kind = str(kdf.get("type", "")) if isinstance(kdf, dict) else str(slot.get("type", ""))
        _once(found.protectors, f"passphrase or key file ({kind:.40})")
    for token in tokens:
        _once(found.protectors, f"token {token.get('type', '')!s:.80}")
    starts = []
    for segment in _objects(said, "segments"):
        start, length = _whole(segment.get("offset")), _whole(segment.get("size"))
        starts.append(start)
        found.length = length if len(starts) == 1 else -1
        _once(found.ciphers, _cipher(segment))
        if "sector_size" in segment:
            found.details["sector size"] = f"{segment['sector_size']!s:.20}"
        if isinstance(segment.get("integrity"), dict):
            found.details["integrity"] = f"{segment['integrity'].get('type', '')!s:.80}"
    found.payload = max(0, min(starts, default=0))
    config = said.get("config")
    if isinstance(config, dict):
        for word in ("flags", "requirements"):
            if word in config:
                found.details[word] = f"{config[word]!s:.200}"


def _cipher(segment: dict[str, Any]) -> str:
    kind, cipher = str(segment.get("type", "")), f"{segment.get('encryption', '')!s:.80}"
    if kind in _OPAL:
        return f"{cipher} and the drive's own (OPAL)" if cipher else "the drive's own (OPAL)"
    return cipher or f"segment of type {kind:.40}"


def _objects(said: dict[str, Any], word: str) -> list[dict[str, Any]]:
    """The objects below `word`, which the specification numbers as keys of an object."""
    inside = said.get(word)
    if not isinstance(inside, dict):
        raise Malformed(f"JSON area of LUKS2 has no object {word}")
    return [one for one in inside.values() if isinstance(one, dict)]


def _whole(value: Any) -> int:
    """A number of 64 bits, which the JSON area has as text; -1 for "dynamic" and the like."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else -1


def _once(list_: list[str], text: str) -> None:
    if text not in list_ and len(list_) < 64:
        list_.append(text)


def _text(raw: bytes) -> str:
    """Text that ends with a zero byte. Raises `Malformed` where it cannot be shown."""
    text = raw.split(b"\0", 1)[0].decode("utf-8", "backslashreplace")
    if not text.isprintable():
        raise Malformed(f"LUKS header field {text!r:.80}")
    return text
