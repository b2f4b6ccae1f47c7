"""BitLocker and BitLocker To Go, unlocked by libbde.

A key is a recovery password (eight groups of six digits), a startup key (a .BEK file) or a
password; its content tells which.
"""

import re

from mediascan.model.errors import Malformed
from mediascan.sources.filesystems.base import ReadInto
from mediascan.sources.locks.base import Key, Lock, Plain
from mediascan.sources.locks.volume import BROKEN, EncryptedFile, LibraryVolume

_RECOVERY = re.compile(rb"\s*(\d{6}(?:-\d{6}){7})\s*", re.ASCII)
_NO_PROTECTOR = re.compile("missing [a-z ]+ volume master key")  # libbde_metadata.c
_BEK = bytes((1, 0, 0, 0, 48, 0, 0, 0))  # version and header size, at 4 of a startup key file


def open_bitlocker(read_into: ReadInto, size: int, key: Key) -> Plain | None:
    """None where no protector has this key."""
    content = key.content()
    if found := _RECOVERY.fullmatch(content):
        return _try(
            read_into, size, "recovery password", "set_recovery_password", found[1].decode()
        )
    if content[4:12] == _BEK:
        return _try(read_into, size, "startup key", "read_startup_key", key.path)
    for text in key.passphrases():
        if opened := _try(read_into, size, "password", "set_password", text):
            return opened
    return None


def _try(read_into: ReadInto, size: int, protector: str, how: str, key: str) -> Plain | None:
    import pybde  # noqa: PLC0415 - only where a volume is unlocked

    volume = pybde.volume()
    try:
        getattr(volume, how)(key)
    except BROKEN:
        return None  # it is no key of this kind
    try:
        volume.open_file_object(EncryptedFile(read_into, size))
        if volume.is_locked():
            volume.unlock()
        if volume.is_locked():
            return None
        facts = {"library": "libbde", "protector": protector}
        return LibraryVolume(volume, facts)
    except BROKEN as bad:
        if _NO_PROTECTOR.search(str(bad)):
            return None  # the volume has no protector of this kind
        raise Malformed(f"libbde does not open it: {bad!s:.200}") from None


LOCK = Lock(
    format="bitlocker",
    title="BitLocker",
    reference="https://github.com/libyal/libbde/blob/main/documentation/BitLocker%20Drive%20Encryption%20(BDE)%20format.asciidoc",
    module="pybde",
    open=open_bitlocker,
    payload=lambda plain, _size: (0, plain.size),
)
