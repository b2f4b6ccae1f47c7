"""A volume as the file object that the parsers of libyal read."""

from mediascan.sources.filesystems.base import ReadInto

READ_MOST = 64 << 20  # bytes; the largest block of any file system they know has 2 MiB


class VolumeFile:
    """`read`, `seek`, `tell` and `get_size`, of a volume of `size` bytes."""

    def __init__(self, read_into: ReadInto, size: int) -> None:
        self._read_into = read_into
        self._size = size
        self._at = 0

    def read(self, length: int = -1) -> bytes:
        left = max(0, self._size - self._at)
        buffer = bytearray(min(left, READ_MOST, left if length < 0 else length))
        done = self._read_into(memoryview(buffer), self._at) if buffer else 0
        self._at += done
        return bytes(buffer[:done])

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = offset + (0, self._at, self._size)[whence]
        return self._at

    def tell(self) -> int:
        return self._at

    def get_size(self) -> int:
        return self._size
