"""Decrypted reads through a library of libyal, which unlocks and decrypts."""

import errno
from typing import Any

from mediascan.sources.filesystems.base import ReadInto
from mediascan.sources.filesystems.volume_file import VolumeFile

BROKEN = (OSError, OverflowError, ValueError, MemoryError)  # what these libraries raise on damage
ALIGN = 4096  # bytes: a multiple of all sectors that are encrypted as one
_AHEAD = 1 << 20  # bytes of the encrypted volume read at once: the libraries ask for a sector each


class LibraryVolume:
    """What `pyluksde` and `pybde` have open, unlocked.

    Reads begin and end with a sector: of others libluksde 20260902 gives wrong bytes.
    """

    def __init__(self, volume: Any, facts: dict[str, Any]) -> None:
        self.size = int(volume.get_size())
        self.facts = facts
        self._volume = volume

    def read_at(self, offset: int, length: int) -> bytes:
        """Decrypted bytes. Raises `OSError` with a number, which these libraries do not give."""
        first = offset // ALIGN * ALIGN
        last = min(-(-(offset + length) // ALIGN) * ALIGN, self.size)
        if first >= last:
            return b""
        try:
            data: bytes = self._volume.read_buffer_at_offset(last - first, first)
        except BROKEN as bad:
            words = "the encrypted bytes cannot be read, or not be decrypted"
            raise OSError(errno.EIO, words) from bad
        return data[offset - first : offset - first + length]


class EncryptedFile(VolumeFile):
    """The encrypted volume, for one of these libraries; what follows is read along."""

    def __init__(self, read_into: ReadInto, size: int) -> None:
        super().__init__(self._fill, size)
        self._below = read_into
        self._ahead = memoryview(bytearray(_AHEAD))
        self._start, self._held = 0, 0

    def _fill(self, buffer: memoryview, offset: int) -> int:
        length = len(buffer)
        if length > _AHEAD:
            return self._below(buffer, offset)
        if not self._start <= offset <= offset + length <= self._start + self._held:
            self._held = 0
            try:
                self._held = self._below(self._ahead, offset)
            except OSError:  # something behind may be what is bad
                return self._below(buffer, offset)
            self._start = offset
        at = offset - self._start
        count = max(0, min(length, self._held - at))
        buffer[:count] = self._ahead[at : at + count]
        return count
