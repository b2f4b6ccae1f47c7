"""`Space`: bytes of one HDF5 file by address, and `Fields`: the fields of one of its structures.

How many bytes an address and a length take is told by the superblock, so nothing can be read
without it. Addresses count from the superblock's base, which a user block in front moves.
"""

from mediascan.model.errors import LimitExceeded, Malformed, Truncated
from mediascan.reading.window import Window

UNDEFINED = -1  # an address of which all bits are set: "nothing there"
_PAGE = 1 << 13  # bytes fetched at once: metadata lies in small groups all over the file
_PAGES = 48  # of them kept
_WORK = 1 << 20  # entries of tables read of one file: hostile ones name the same table for ever


class Fields:
    """Reads fields one after another from bytes in memory."""

    __slots__ = ("_lengths", "_offsets", "at", "data")

    def __init__(self, data: bytes, offsets: int, lengths: int) -> None:
        self.data = data
        self.at = 0
        self._offsets = offsets
        self._lengths = lengths

    @property
    def left(self) -> int:
        return len(self.data) - self.at

    def take(self, length: int) -> bytes:
        stop = self.at + length
        if length < 0 or stop > len(self.data):
            raise Truncated(f"{length} bytes at {self.at} of a structure of {len(self.data)}")
        piece = self.data[self.at : stop]
        self.at = stop
        return piece

    def skip(self, length: int) -> None:
        self.take(length)

    def number(self, width: int) -> int:
        """An unsigned number of `width` bytes; 0 where it has none."""
        return int.from_bytes(self.take(width), "little")

    def address(self) -> int:
        """An address, or UNDEFINED."""
        raw = self.take(self._offsets)
        return UNDEFINED if raw.count(b"\xff") == len(raw) else int.from_bytes(raw, "little")

    def length(self) -> int:
        return int.from_bytes(self.take(self._lengths), "little")

    def name(self, pad: int = 1) -> str:
        """Text that ends in NUL, with what fills it up to a multiple of `pad` bytes."""
        stop = self.data.find(b"\0", self.at)
        if stop < 0:
            raise Malformed(f"a name at {self.at} has no end")
        size = stop - self.at + 1
        return shown(self.take(size + -size % pad))

    def rest(self) -> bytes:
        return self.take(self.left)


def shown(raw: bytes) -> str:
    """Text up to its first NUL; bytes that are not UTF-8 stay recognisable."""
    return raw.split(b"\0", 1)[0].decode("utf-8", "backslashreplace")


class Space:
    """The bytes of one HDF5 file, by address."""

    __slots__ = ("_pages", "_work", "base", "lengths", "offsets", "window")

    def __init__(self, window: Window, base: int, offsets: int, lengths: int) -> None:
        self.window = window
        self.base = base
        self.offsets = offsets  # bytes of an address
        self.lengths = lengths  # bytes of a length
        self._pages: dict[int, bytes] = {}
        self._work = 0

    def spend(self, entries: int) -> None:
        """Charge entries of a table. Raises `LimitExceeded` when the file has had enough."""
        self._work += entries
        if self._work > _WORK:
            raise LimitExceeded(f"more than {_WORK} entries of tables in one file")
        self.window.check_time()

    def read(self, address: int, length: int) -> bytes:
        """Exactly `length` bytes at `address`. Raises `Truncated` where the file has not."""
        at = self.base + address
        if address < 0 or length < 0 or at + length > self.window.size:
            raise Truncated(f"{length} bytes at address {address} of {self.window.size}")
        first, last = at // _PAGE, (at + length - 1) // _PAGE
        if length > _PAGE or last > first + 1:
            return self.window.sparse(at, length)
        data = self._page(first)
        if last > first:
            data += self._page(last)
        start = at - first * _PAGE
        return data[start : start + length]

    def _page(self, number: int) -> bytes:
        data = self._pages.get(number)
        if data is None:
            at = number * _PAGE
            data = self.window.sparse(at, min(_PAGE, self.window.size - at))
            if len(self._pages) >= _PAGES:
                del self._pages[next(iter(self._pages))]  # the one fetched first
            self._pages[number] = data
        return data

    def fields(self, address: int, length: int) -> Fields:
        """The fields of the structure of `length` bytes at `address`."""
        return Fields(self.read(address, length), self.offsets, self.lengths)

    def upto(self, address: int, length: int) -> Fields:
        """As `fields`, but fewer bytes where the file ends."""
        left = max(0, self.window.size - self.base - address)
        return self.fields(address, min(length, left))

    def over(self, data: bytes) -> Fields:
        """The fields in `data`."""
        return Fields(data, self.offsets, self.lengths)

    def signed(self, address: int, length: int, signature: bytes) -> Fields:
        """As `fields`, behind `signature`. Raises `Malformed` where it does not stand there."""
        found = self.fields(address, length)
        if found.take(len(signature)) != signature:
            raise Malformed(f"no {signature.decode()} at address {address}")
        return found
