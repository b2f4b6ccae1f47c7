"""Walks along the frames of zstd while they are read: the decompressor does not tell a cut one.

Layout: RFC 8878 section 3.1. A block has a header of three bytes, so the walk costs a step for up
to 128 KiB of content.
"""

from mediascan.model.errors import Malformed, Truncated
from mediascan.reading.compression.zstd_frames import MAGIC, SKIPPABLE
from mediascan.reading.unpacking.forward import Read

_DICTIONARY = (0, 1, 2, 4)  # bytes of Dictionary_ID by its flag
_CONTENT = (0, 2, 4, 8)  # bytes of Frame_Content_Size by its flag
_RLE = 1  # Block_Type


class ZstdWatch:
    """`source` as the file that zstandard asks for."""

    def __init__(self, source: Read) -> None:
        self._source = source
        self._skip = 0  # bytes to pass over
        self._part = b""  # of a header whose rest is still to come
        self._inside = False  # of a frame
        self._checksum = False

    def read(self, length: int = -1) -> bytes:
        data = self._source(length if length > 0 else 1 << 16)
        self._walk(data)
        return data

    def check_end(self) -> None:
        """Raises `Truncated` where the source ended within a frame."""
        if self._inside or self._skip or self._part:
            raise Truncated("the compressed data is cut off")

    def _walk(self, data: bytes) -> None:
        at = 0
        while at < len(data):
            if self._skip:
                step = min(self._skip, len(data) - at)
                self._skip -= step
                at += step
                continue
            wanted = self._wanted() - len(self._part)
            self._part += data[at : at + wanted]
            at += wanted
            if len(self._part) == self._wanted():
                self._header()

    def _wanted(self) -> int:
        """Bytes of the header that is being read, as far as is known."""
        if self._inside:
            return 3
        if len(self._part) < 5:
            return 5
        if self._part[:4] in SKIPPABLE:
            return 8
        flags = self._part[4]
        single = bool(flags & 32)
        content = _CONTENT[flags >> 6] or int(single)
        return 5 + (not single) + _DICTIONARY[flags & 3] + content

    def _header(self) -> None:
        part, self._part = self._part, b""
        if self._inside:
            word = int.from_bytes(part, "little")
            size = 1 if word >> 1 & 3 == _RLE else word >> 3
            last = bool(word & 1)
            self._skip = size + 4 * (last and self._checksum)
            self._inside = not last
        elif part[:4] in SKIPPABLE:
            self._skip = int.from_bytes(part[4:8], "little")
        elif part[:4] == MAGIC:
            self._inside, self._checksum = True, bool(part[4] & 4)
        else:
            raise Malformed("bytes that are no zstd frame stand behind the last one")
