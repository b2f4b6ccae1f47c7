"""LUKS1, unlocked by libluksde. LUKS2 is not in it: its memory-hard keys need another reader.

The header (big-endian, LUKS On-Disk Format 1.2.3, sections 2.1 and 5): version at 6, byte 164
iterations of the digest, eight slots of 48 bytes at 208: active, iterations, salt, place, stripes.
"""

import struct

from mediascan.model.errors import LimitExceeded, Malformed
from mediascan.sources.filesystems.base import ReadInto
from mediascan.sources.locks.base import Key, Lock, Plain
from mediascan.sources.locks.volume import BROKEN, EncryptedFile, LibraryVolume

ITERATIONS_MOST = 1 << 26  # of all slots: cryptsetup takes two seconds, some 5 million, a slot
STRIPES_MOST = 4000  # what every writer uses
_ACTIVE = 0x00AC_71F3
_SLOTS, _SLOT, _FIRST = 8, 48, 208
_HEADER = 592
LUKS2 = (
    "LUKS2 is not unlocked here: unlock it with cryptsetup open --readonly on a machine of yours, "
    "and inspect the mapping below /dev/mapper"
)


def open_luks1(read_into: ReadInto, size: int, key: Key) -> Plain | None:
    """None where no slot has this key."""
    import pyluksde  # noqa: PLC0415 - only where a volume is unlocked

    file = EncryptedFile(read_into, size)
    slots = _slots(file.read(_HEADER))
    for text in key.passphrases():
        file.seek(0)
        volume = pyluksde.volume()
        try:
            volume.open_file_object(file)
            volume.set_password(text)
            opened = volume.unlock()
        except BROKEN as bad:
            raise Malformed(f"libluksde does not open it: {bad!s:.200}") from None
        if opened:
            facts = {
                "library": "libluksde",
                "protector": "passphrase or key file",
                "slot": f"one of {slots} in use: the library does not tell which",
            }
            return LibraryVolume(volume, facts)
    return None


def _slots(header: bytes) -> int:
    """How many slots are in use. Raises `InputFault` for what is no LUKS1, or asks too much."""
    if len(header) < _HEADER or header[:6] != b"LUKS\xba\xbe":
        raise Malformed("the header of LUKS at the start of the volume is not there")
    version = int.from_bytes(header[6:8], "big")
    if version == 2:
        raise Malformed(LUKS2)
    if version != 1:
        raise Malformed(f"version {version} of LUKS")
    work, count = int.from_bytes(header[164:168], "big"), 0
    for at in range(_FIRST, _FIRST + _SLOTS * _SLOT, _SLOT):
        active, iterations = struct.unpack_from(">II", header, at)
        (stripes,) = struct.unpack_from(">I", header, at + 44)
        if active == _ACTIVE:
            count, work = count + 1, work + iterations
            if stripes > STRIPES_MOST:
                raise LimitExceeded(f"a key slot of {stripes} stripes")
    if work > ITERATIONS_MOST:
        raise LimitExceeded(f"key slots that ask for {work} iterations")
    return count


LOCK = Lock(
    format="luks",
    title="LUKS",
    reference="https://gitlab.com/cryptsetup/cryptsetup/-/wikis/LUKS-standard/on-disk-format.pdf",
    module="pyluksde",
    open=open_luks1,
    payload=lambda plain, size: (size - plain.size, plain.size),
)
