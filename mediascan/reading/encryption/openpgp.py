"""An encrypted OpenPGP message: packets with a session key for each recipient, then the data.

Source: RFC 9580 sections 4.2 (packet headers), 5.1 and 5.3 (session keys), 5.7, 5.13 and 5.16
(encrypted data). No packet has a magic, so every length and number in the session keys must be
legal, and encrypted data must follow them.
"""

from dataclasses import dataclass, field

from mediascan.model.errors import Malformed
from mediascan.reading.window import Cursor, Window

_PUBLIC, _PASSWORD = 1, 3
_DATA = {9: "no integrity protection", 18: "integrity protected", 20: "AEAD (OCB or EAX)"}
_PACKETS = 256  # recipients
_PARTS = 65_536  # of data whose length is told bit by bit
_ALGORITHMS = {
    1: "RSA",
    2: "RSA",
    16: "ElGamal",
    18: "ECDH",
    25: "X25519",
    26: "X448",
}
_CURVES = {25: 32, 26: 56}  # algorithm -> bytes of a point
_LOCKED = (0, 17, 25, 33)  # bytes of a session key locked by a password, with its cipher; or none
_NUMBERS = {1: 1, 2: 1, 16: 2}  # algorithm -> multiprecision integers that follow
CIPHERS = {
    1: "IDEA",
    2: "3DES",
    3: "CAST5",
    4: "Blowfish",
    7: "AES-128",
    8: "AES-192",
    9: "AES-256",
    10: "Twofish",
    11: "Camellia-128",
    12: "Camellia-192",
    13: "Camellia-256",
}
_HASHES = frozenset({1, 2, 3, 8, 9, 10, 11, 12, 14})
_SALTED, _ITERATED, _ARGON2 = 1, 3, 4  # string-to-key specifiers (section 3.7.1)
_KEY_ID = 8
_FINGERPRINT = {4: 20, 6: 32}  # key version -> bytes


@dataclass(slots=True)
class Message:
    """What an encrypted message tells."""

    keys: list[str] = field(default_factory=list)  # key IDs in hexadecimal
    protectors: list[str] = field(default_factory=list)
    slots: int = 0
    cipher: str = ""
    protection: str = ""
    data_at: int = 0
    end: int = -1  # where the data ends; -1 where it was not walked so far
    size: int = 0  # bytes of the encrypted data


@dataclass(frozen=True, slots=True)
class _Packet:
    tag: int
    at: int  # of its body
    length: int  # of its body, or of the first part
    partial: bool


def read_message(window: Window) -> Message | None:
    """The message at the start of `window`; None where the packets are not those of one."""
    found, at = Message(), 0
    for _ in range(_PACKETS):
        packet = _packet(window, at)
        if packet is None:
            return None
        if packet.tag in _DATA:
            return _data(window, packet, found) if found.slots else None
        body = window.cut(packet.at, packet.length) if _fits(window, packet) else None
        if body is None or not _session_key(packet.tag, body, found):
            return None
        at = packet.at + packet.length
    return None


def _fits(window: Window, packet: _Packet) -> bool:
    return (
        packet.tag in (_PUBLIC, _PASSWORD)
        and not packet.partial
        and packet.at + packet.length <= window.size
    )


def _packet(window: Window, at: int) -> _Packet | None:
    """The header of the packet at `at`; None where it is none."""
    head = window.upto(at, 6)
    if len(head) < 2 or not head[0] & 0x80:
        return None
    if head[0] & 0x40:
        return _new(head, at)
    size = (1, 2, 4, 0)[head[0] & 3]
    if not size or len(head) < 1 + size:
        return None
    length = int.from_bytes(head[1 : 1 + size], "big")
    return _Packet(head[0] >> 2 & 15, at + 1 + size, length, partial=False)


def _new(head: bytes, at: int) -> _Packet | None:
    tag, first = head[0] & 63, head[1]
    if first < 192:
        return _Packet(tag, at + 2, first, partial=False)
    if first < 224 and len(head) >= 3:
        return _Packet(tag, at + 3, (first - 192 << 8) + head[2] + 192, partial=False)
    if first == 255 and len(head) == 6:
        return _Packet(tag, at + 6, int.from_bytes(head[2:], "big"), partial=False)
    if 224 <= first < 255:
        return _Packet(tag, at + 2, 1 << (first & 31), partial=True)
    return None


def _session_key(tag: int, body: Window, found: Message) -> bool:
    """Whether `body` is a legal session key, which then counts in `found`."""
    if body.size < 4:
        return False
    cursor = body.cursor(0, ">")
    read = _public if tag == _PUBLIC else _password
    if not read(cursor, cursor.number("B"), found):
        return False
    found.slots += 1
    return True


def _public(cursor: Cursor, version: int, found: Message) -> bool:
    if version == 3:
        if cursor.left < _KEY_ID + 2:
            return False
        key = cursor.take(_KEY_ID)
    elif version == 6:
        length = cursor.number("B")
        key = b""
        if length:
            if _FINGERPRINT.get(cursor.number("B")) != length - 1 or cursor.left < length + 1:
                return False
            key = cursor.take(length - 1)
    else:
        return False
    algorithm = cursor.number("B")
    if algorithm not in _ALGORITHMS or not _numbers(cursor, algorithm):
        return False
    shown = key.hex().upper() if any(key) else "hidden"
    if len(found.keys) < 64:
        found.keys.append(shown)
        found.protectors.append(f"{_ALGORITHMS[algorithm]} key {shown}")
    return True


def _numbers(cursor: Cursor, algorithm: int) -> bool:
    """Whether the locked session key fills the packet as `algorithm` wants it."""
    if algorithm in _NUMBERS:
        return _integers(cursor, _NUMBERS[algorithm])
    if algorithm in _CURVES:  # a point, then what is locked, with its length
        if cursor.left <= _CURVES[algorithm] + 1:
            return False
        cursor.skip(_CURVES[algorithm])
        return cursor.number("B") == cursor.left
    length = (cursor.number("H") + 7) // 8 if cursor.left > 2 else 0
    if not 32 <= length < cursor.left:
        return False
    cursor.skip(length)
    return cursor.number("B") == cursor.left > 0


def _integers(cursor: Cursor, count: int) -> bool:
    """Whether `count` multiprecision integers fill the packet."""
    for _ in range(count):
        bits = cursor.number("H") if cursor.left > 2 else 0
        if not 256 <= bits <= 16_384 or cursor.left < (bits + 7) // 8:
            return False
        cursor.skip((bits + 7) // 8)
    return not cursor.left


def _password(cursor: Cursor, version: int, found: Message) -> bool:
    if version not in (4, 5, 6) or cursor.left < 4:
        return False
    if version == 6:
        cursor.skip(1)
    cipher = cursor.number("B")
    if cipher not in CIPHERS:
        return False
    if version != 4:
        cursor.skip(1 if version == 5 else 2)  # mode; in version 6 also the length of the next
    if not _string_to_key(cursor) or (version == 4 and cursor.left not in _LOCKED):
        return False
    if not found.cipher:
        found.cipher = CIPHERS[cipher]
    if "passphrase" not in found.protectors:
        found.protectors.append("passphrase")
    return True


def _string_to_key(cursor: Cursor) -> bool:
    if cursor.left < 10:
        return False
    kind = cursor.number("B")
    if kind == _ARGON2:
        if cursor.left < 19:
            return False
        cursor.skip(19)
        return True
    if kind not in (_SALTED, _ITERATED) or cursor.number("B") not in _HASHES:
        return False
    cursor.skip(8)
    if kind == _SALTED or not cursor.left:
        return kind == _SALTED
    cursor.skip(1)  # how often it is hashed
    return True


def _data(window: Window, packet: _Packet, found: Message) -> Message | None:
    """Put into `found` what the packet of encrypted data at the end tells."""
    start = window.upto(packet.at, 4)
    version = start[:1]
    if packet.tag == 18 and version not in (b"\1", b"\2"):
        return None
    modern = packet.tag == 20 or (packet.tag == 18 and version == b"\2")
    if packet.tag == 20 and version != b"\1":
        return None
    if modern and (len(start) < 4 or start[1] not in CIPHERS or start[2] not in (1, 2, 3)):
        return None
    if modern:
        found.cipher = CIPHERS[start[1]]
    found.protection = "AEAD" if modern else _DATA[packet.tag]
    found.data_at = packet.at
    at, left = packet.at, packet
    for _ in range(_PARTS):
        found.size += left.length
        at = left.at + left.length
        if not left.partial:
            found.end = at
            return found
        if at >= window.size:
            found.end = at + 1
            return found
        head = window.sparse(at, min(5, window.size - at))
        more = _new(bytes([0xC0 | packet.tag]) + head, at - 1)
        if more is None:
            raise Malformed(f"a part of the encrypted data at byte {at} has no legal length")
        left = more
    return found
