"""`Passage`: a member of a container on its one way from the decompressor through the digests."""

from mediascan.engine.digests import Stream
from mediascan.model.errors import InputFault, LimitExceeded, Truncated
from mediascan.model.finding import Fault, FaultKind, fault_of
from mediascan.reading.unpacking.allowance import KEEP, KEEP_TAIL
from mediascan.reading.unpacking.forward import PIECE, Read


class Passage:
    """Pulls bytes, feeds the digests, and keeps the first and the last of them.

    `fault` says why it ended before its end; then the digests are of a part only.
    """

    def __init__(self, read: Read, digests: Stream) -> None:
        self._read = read
        self._digests = digests
        self._given = 0  # bytes of the head that `pull` gave
        self._last: list[bytes] = []  # pieces behind the head, at least KEEP_TAIL bytes of them
        self._first = b""  # what every piece would be if all bytes were the same
        self.head = bytearray()
        self.size = 0
        self.ended = False
        self.nul = False
        self.constant = True
        self.gap = False  # a format asked for bytes that were not kept
        self.fault: Fault | None = None

    @property
    def is_kept(self) -> bool:
        """Whether all bytes that passed are in the head or in the tail."""
        return self.size <= len(self.head) + self._tail_bytes()

    def fill(self, length: int) -> None:
        """Go on until the head has `length` bytes, KEEP at the most, or all there are."""
        while not self.ended and len(self.head) < min(length, KEEP):
            self._next()

    def pull(self) -> bytes:
        """The next piece, from the first byte on, for who opens the member; none at the end.

        Raises `InputFault` where the bytes end before their end: so it is told on each level.
        """
        if self._given < len(self.head):
            piece = bytes(self.head[self._given : self._given + PIECE])
            self._given += len(piece)
            return piece
        piece = b"" if self.ended else self._next()
        self._given = len(self.head)
        if self.fault:
            raise Truncated(f"cut off: {self.fault.message}")
        return piece

    def drain(self) -> None:
        """Go on to the end."""
        while not self.ended:
            self._next()

    def read_at(self, offset: int, length: int) -> bytes:
        """Bytes that were kept. Raises `LimitExceeded` for others.

        Where only the first of them were kept, those: a reader that reads ahead needs no more.
        """
        if offset + length <= len(self.head) or self.size <= len(self.head):
            return bytes(self.head[offset : offset + length])
        tail = self.size - self._tail_bytes()
        if offset >= tail:
            return b"".join(self._last)[offset - tail : offset - tail + length]
        self.gap = True
        if offset < len(self.head):
            return bytes(self.head[offset:])
        raise LimitExceeded(f"bytes from {offset} on are not kept while a member streams by")

    def gap_fault(self) -> Fault:
        text = f"of {self.size} bytes the first {len(self.head)} and the last were looked at"
        return Fault(FaultKind.LIMIT, text)

    def tail(self, length: int) -> bytes:
        """The last bytes, `length` or fewer."""
        if self.size <= len(self.head):
            return bytes(self.head[-length:])
        return b"".join(self._last)[-length:]

    def _tail_bytes(self) -> int:
        return sum(map(len, self._last))

    def _next(self) -> bytes:
        try:
            piece = self._read(PIECE)
        except InputFault as bad:
            self.fault, piece = fault_of(bad), b""
        if not piece:
            self.ended = True
            return b""
        self._digests.update(memoryview(piece))
        self.size += len(piece)
        self._first = self._first or piece[:1]
        self.constant = self.constant and piece == self._first * len(piece)
        self.nul = self.nul or b"\0" in piece
        room = KEEP - len(self.head)
        if room > 0:
            self.head += piece[:room]
        if len(piece) > room:
            self._last.append(piece[max(0, room) :])
            while self._tail_bytes() - len(self._last[0]) >= KEEP_TAIL:
                del self._last[0]
        return piece
