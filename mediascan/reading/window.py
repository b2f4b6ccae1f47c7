"""`Window`: the only way in which a parser may touch bytes.

A parser gets no file, path or buffer. It gets a window, which knows its size, checks every
range before it reads, and charges every byte to one `Budget` shared by all windows cut from
it. So no parser can read past the end, allocate what a header announces, or nest for ever.
"""

import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from mediascan.model.errors import LimitExceeded, Malformed, Truncated
from mediascan.model.finding import Evidence
from mediascan.model.limits import EVIDENCE_BYTES, Limits

_T = TypeVar("_T")
ReadAt = Callable[[int, int], bytes]  # (offset, length) -> at most `length` bytes
PAGE = 1 << 16  # bytes fetched at once, so that small fields cost no system call each
OFTEN = 4096  # fields served from a page between two looks at the clock
PAGES = 4  # pages kept: a parser goes back and forth between a table and what it points to


@dataclass(slots=True)
class Budget:
    """What is left to spend on one file."""

    limits: Limits = field(default_factory=Limits)
    bytes_read: int = 0
    reads: int = 0
    started: float = field(default_factory=time.monotonic)

    def spend(self, length: int) -> None:
        """Charge one read of `length` bytes, before it is made."""
        self.reads += 1
        self.bytes_read += length
        if length > self.limits.read:
            raise LimitExceeded(f"read of {length} bytes; limit {self.limits.read}")
        if self.bytes_read > self.limits.total:
            raise LimitExceeded(f"{self.bytes_read} bytes in all; limit {self.limits.total}")
        if self.reads > self.limits.reads:
            raise LimitExceeded(f"more than {self.limits.reads} reads")
        self.check_time()

    def check_time(self) -> None:
        """Raise `LimitExceeded` when the file has had its time."""
        if time.monotonic() - self.started > self.limits.seconds:
            raise LimitExceeded(f"more than {self.limits.seconds} s")


class _File:
    """The bytes behind all windows of one file: keeps a few pages, charges one budget."""

    __slots__ = ("at", "budget", "known", "page", "pages", "read_at", "served", "size")

    def __init__(self, read_at: ReadAt, size: int, limits: Limits) -> None:
        self.read_at = read_at
        self.size = size
        self.budget = Budget(limits)
        self.known: dict[Callable[[Window], Any], Any] = {}
        self.at = 0  # where `page`, the page used last, begins
        self.page = b""
        self.pages: list[tuple[int, bytes]] = []  # those used before it
        self.served = 0  # fields since the last look at the clock

    def get(self, at: int, length: int, ahead: int = PAGE) -> bytes:
        """`length` bytes at `at`, which the caller has checked against `size`.

        At least `ahead` bytes are fetched; fewer than a page are not kept.
        """
        self.served += 1  # a walk in circles over pages that are here must end as well
        if self.served >= OFTEN:
            self.served = 0
            self.budget.check_time()
        start = at - self.at
        if 0 <= start <= len(self.page) - length:
            return self.page[start : start + length]
        for kept in self.pages:
            start = at - kept[0]
            if 0 <= start <= len(kept[1]) - length:
                self.pages.remove(kept)
                self._turn(*kept)
                return self.page[start : start + length]
        fetch = max(length, min(ahead, self.size - at))
        self.budget.spend(fetch)
        page = self.read_at(at, fetch)
        if len(page) < length:
            raise Truncated(f"short read: {len(page)} of {length} bytes at {at}")
        if len(page) <= PAGE <= ahead:  # what is used once is not kept: it would keep memory
            self._turn(at, page)
        return page[:length]

    def _turn(self, at: int, page: bytes) -> None:
        """Make `page` the one used last."""
        if self.page:
            self.pages = [*self.pages[-PAGES + 2 :], (self.at, self.page)]
        self.at, self.page = at, page

    def copy(self, at: int, length: int) -> bytes:
        """As `get`, free of charge: what a limit stopped must still be proven."""
        for page_at, page in (*self.pages, (self.at, self.page)):
            start = at - page_at
            if 0 <= start <= len(page) - length:
                return page[start : start + length]
        data = self.read_at(at, length)
        if len(data) < length:
            raise Truncated(f"short read: {len(data)} of {length} bytes at {at}")
        return data


class Window:
    """A read-only range of a file: `size` bytes that start at `base` of the whole file."""

    __slots__ = ("_depth", "_file", "base", "size")

    def __init__(self, file: _File, base: int, size: int, depth: int) -> None:
        self._file = file
        self._depth = depth
        self.base = base
        self.size = size

    @classmethod
    def onto(
        cls,
        read_at: ReadAt,
        size: int,
        limits: Limits,
        known: dict[Callable[["Window"], Any], Any] | None = None,
    ) -> "Window":
        """The window over a whole file of `size` bytes: only the engine makes one.

        In `known` windows over the same file share what `once` gave.
        """
        file = _File(read_at, size, limits)
        if known is not None:
            file.known = known
        return cls(file, 0, size, 0)

    @classmethod
    def over(cls, data: bytes, limits: Limits | None = None) -> "Window":
        """A window over bytes in memory, for tests and for inflated members."""
        return cls.onto(lambda at, n: data[at : at + n], len(data), limits or Limits())

    @property
    def limits(self) -> Limits:
        """The limits of the budget behind this window."""
        return self._file.budget.limits

    def read(self, offset: int, length: int) -> bytes:
        """Exactly `length` bytes at `offset`; a negative offset counts from the end.

        Raises `Truncated` when the range leaves the window, `LimitExceeded` when the budget does
        not allow it.
        """
        at = offset + self.size if offset < 0 else offset
        if at < 0 or length < 0 or at + length > self.size:
            raise Truncated(f"{length} bytes at {offset} of a window of {self.size}")
        return self._file.get(self.base + at, length)

    def sparse(self, offset: int, length: int) -> bytes:
        """As `read`, for a walk that jumps over what it does not need: nothing is read ahead."""
        if offset < 0 or length < 0 or offset + length > self.size:
            raise Truncated(f"{length} bytes at {offset} of a window of {self.size}")
        return self._file.get(self.base + offset, length, ahead=length)

    def upto(self, offset: int, length: int) -> bytes:
        """At most `length` bytes at `offset`: fewer where the window ends."""
        if offset < 0 or offset >= self.size:
            return b""
        return self.read(offset, min(length, self.size - offset))

    def has(self, magic: bytes, offset: int) -> bool:
        """Whether `magic` stands at `offset`; False where the window is too short."""
        at = offset + self.size if offset < 0 else offset
        return at >= 0 and at + len(magic) <= self.size and self.read(at, len(magic)) == magic

    def cut(self, offset: int, length: int) -> "Window":
        """A window inside this one, one level deeper, on the same budget."""
        if offset < 0 or length < 0 or offset + length > self.size:
            raise Truncated(f"cut of {length} bytes at {offset} of a window of {self.size}")
        deepest = self._file.budget.limits.depth
        if self._depth >= deepest:
            raise LimitExceeded(f"nested deeper than {deepest}")
        return Window(self._file, self.base + offset, length, self._depth + 1)

    def evidence(self, offset: int, length: int, meaning: str) -> Evidence:
        """Copy up to EVIDENCE_BYTES bytes for the report, with their offset in the file.

        A negative offset counts from the end of the window. The budget is not charged: a finding
        must not get lost because its limit was reached before its evidence was copied.
        """
        at = offset + self.size if offset < 0 else offset
        length = max(0, min(length, EVIDENCE_BYTES, self.size - at))
        if at < 0:
            raise Truncated(f"{length} bytes at {offset} of a window of {self.size}")
        return Evidence(self.base + at, self._file.copy(self.base + at, length), meaning)

    def cursor(self, offset: int = 0, order: str = "<") -> "Cursor":
        """A cursor at `offset`; `order` is "<" (little endian) or ">" (big endian)."""
        return Cursor(self, offset, order)

    def once(self, make: Callable[["Window"], _T]) -> _T:
        """What `make` gives for the whole file: made once for all formats asked about the file.

        It must not hold on to the window, whose budget is that of one format.
        """
        if self._depth:
            return make(self)
        known = self._file.known
        if make not in known:
            known[make] = make(self)
        given: _T = known[make]
        return given

    def check_time(self) -> None:
        """For loops over bytes in memory: raise `LimitExceeded` when the time is up."""
        self._file.budget.check_time()

    def bounded(self, value: int) -> int:
        """`value` as a loop bound. Raises `LimitExceeded` above the limit of items."""
        if not 0 <= value <= self.limits.count:
            raise LimitExceeded(f"{value} items announced; limit {self.limits.count}")
        return value


_LAYOUTS = {o + c: struct.Struct(o + c) for o in "<>" for c in "BHIQbhiqfd"}


class Cursor:
    """Reads fields one after another, from `at` of its window on."""

    __slots__ = ("_order", "_window", "at")

    def __init__(self, window: Window, at: int, order: str) -> None:
        self._window = window
        self._order = order
        self.at = at

    @property
    def left(self) -> int:
        """Bytes between the cursor and the end of the window."""
        return self._window.size - self.at

    def take(self, length: int) -> bytes:
        data = self._window.read(self.at, length)
        self.at += length
        return data

    def skip(self, length: int) -> None:
        if length < 0 or self.at + length > self._window.size:
            raise Truncated(f"skip of {length} bytes at {self.at}")
        self.at += length

    def number(self, code: str) -> int:
        """One integer; `code` is a `struct` letter: B H I Q b h i q."""
        layout = _LAYOUTS[self._order + code]
        value = layout.unpack(self.take(layout.size))[0]
        if not isinstance(value, int):
            raise TypeError(f"{code} is not an integer code")
        return value

    def count(self, code: str = "Q") -> int:
        """An integer that announces how many items follow: checked before any loop."""
        return self._window.bounded(self.number(code))

    def text(self, length: int) -> str:
        """`length` bytes of UTF-8. Raises `Malformed` where they are not."""
        try:
            return self.take(length).decode("utf-8")
        except UnicodeDecodeError as bad:
            raise Malformed(f"text at {self.at - length} is not UTF-8") from bad
