"""`Forward`: bytes that can be read once, from the first to the last."""

from collections.abc import Callable

from mediascan.model.errors import Truncated

Pull = Callable[[], bytes]  # the next bytes, as many as come; none at the end
Read = Callable[[int], bytes]  # the next bytes, at least one and at most so many; none at the end

PIECE = 1 << 18  # bytes asked for at once: fits the second-level cache


class Forward:
    """Reads what `pull` gives; `at` counts the bytes taken so far."""

    __slots__ = ("_held", "_pull", "_used", "at")

    def __init__(self, pull: Pull) -> None:
        self._pull = pull
        self._held = b""
        self._used = 0  # of the bytes held
        self.at = 0

    def some(self, most: int) -> bytes:
        """The next bytes, at least one and at most `most`; none at the end."""
        if self._used >= len(self._held):
            self._held, self._used = self._pull(), 0
        data = self._held[self._used : self._used + most] if most > 0 else b""
        self._used += len(data)
        self.at += len(data)
        return data

    def upto(self, length: int) -> bytes:
        """The next `length` bytes, or fewer where the stream ends."""
        data = self.some(length)
        if len(data) == length or not data:
            return data
        parts, have = [data], len(data)
        while have < length:
            data = self.some(length - have)
            if not data:
                break
            parts.append(data)
            have += len(data)
        return b"".join(parts)

    def take(self, length: int) -> bytes:
        """Exactly the next `length` bytes. Raises `Truncated` where the stream ends before."""
        data = self.upto(length)
        if len(data) < length:
            raise Truncated(f"{len(data)} of {length} bytes before the end at {self.at}")
        return data

    def skip(self, length: int) -> None:
        """Pass over `length` bytes. Raises `Truncated` where the stream ends before."""
        left = length
        while left > 0:
            data = self.some(min(left, PIECE))
            if not data:
                raise Truncated(f"the stream ends {left} bytes too early, at {self.at}")
            left -= len(data)

    def back(self, data: bytes) -> None:
        """Put back bytes that were taken last."""
        size, used = len(data), self._used
        if size <= used and self._held[used - size : used] == data:  # no copy of all that is held
            self._used -= size
        elif data:
            self._held, self._used = data + self._held[used:], 0
        self.at -= size

    def peek(self, length: int) -> bytes:
        """The next `length` bytes, or fewer at the end, without taking them."""
        data = self.upto(length)
        self.back(data)
        return data


def over(data: bytes) -> Forward:
    """`data` as a stream."""
    pieces = iter((data,))
    return Forward(lambda: next(pieces, b""))


def bounded(stream: Forward, length: int) -> Read:
    """The next `length` bytes of `stream`. The reads raise `Truncated` where it ends before."""
    left = length

    def read(most: int) -> bytes:
        nonlocal left
        if not left:
            return b""
        data = stream.some(min(most, left))
        if not data:
            raise Truncated(f"cut off: the last {left} bytes of a member are missing")
        left -= len(data)
        return data

    return read
