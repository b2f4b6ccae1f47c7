"""MLIR bytecode: its sections, the texts it holds, its dialects and their operations.

Layout: "ML" EF "R", varint version, producer as text with a zero byte, sections: id (with 0x80
where aligned), varint length, data. A varint tells by its low bits how many bytes it takes.

Source: https://mlir.llvm.org/docs/BytecodeFormat/
"""

from dataclasses import dataclass, field

from mediascan.model.errors import InputFault, LimitExceeded, Malformed, Truncated
from mediascan.model.finding import Fault, fault_of
from mediascan.model.limits import MIB
from mediascan.reading.window import Window

MAGIC = b"ML\xefR"
_NEWEST = 32  # versions above this are chance; 6 is the newest in 2026
_SECTIONS = 64
_STRING, _DIALECT = 0, 1
NAMES = {
    0: "strings",
    1: "dialects",
    2: "attributes and types",
    3: "attribute offsets",
    4: "operations",
    5: "resources",
    6: "resource offsets",
    7: "dialect versions",
    8: "properties",
}
_LARGEST_ALIGNMENT = 1 << 14
_LONGEST_PRODUCER = 256
_READ = 8 * MIB  # of the strings
_MOST_STRINGS = 200_000
_MOST_OPERATIONS = 4096


@dataclass(slots=True)
class Bytecode:
    """What the sections say."""

    version: int
    producer: str
    sections: dict[int, tuple[int, int]] = field(default_factory=dict)  # id -> place, size
    end: int = 0
    strings: list[str] = field(default_factory=list)
    dialects: dict[str, list[str]] = field(default_factory=dict)  # -> operations
    fault: Fault | None = None

    @property
    def constant_bytes(self) -> int:
        """Bytes in which constants, so the weights, are."""
        return sum(self.sections.get(one, (0, 0))[1] for one in (2, 5))


class _Varints:
    """Reads numbers one after another."""

    __slots__ = ("_data", "at")

    def __init__(self, data: bytes, at: int = 0) -> None:
        self._data = data
        self.at = at

    def next(self) -> int:
        if self.at >= len(self._data):
            raise Truncated(f"no number at {self.at}")
        first = self._data[self.at]
        more = (first & -first).bit_length() - 1 if first else 8
        raw = self._data[self.at : self.at + more + 1]
        if len(raw) <= more:
            raise Truncated(f"a number at {self.at} is cut off")
        self.at += more + 1
        return int.from_bytes(raw[1:] if more == 8 else raw, "little") >> (
            0 if more == 8 else more + 1
        )


def read_bytecode(window: Window) -> Bytecode | None:
    """What `window` holds; None where no version or producer stands behind the magic."""
    head = window.upto(0, 16 + _LONGEST_PRODUCER)
    if not head.startswith(MAGIC) or len(head) < 8:
        return None
    numbers = _Varints(head, 4)
    version = numbers.next()
    stop = head.find(b"\0", numbers.at)
    producer = head[numbers.at : stop]
    if (
        version > _NEWEST
        or stop < 0
        or not producer.isascii()
        or not producer.decode().isprintable()
    ):
        return None
    found = Bytecode(version, producer.decode())
    try:
        _walk(window, found, stop + 1)
        _read_strings(window, found)
        _read_dialects(window, found)
    except InputFault as bad:
        found.fault = fault_of(bad)
    return found


def _walk(window: Window, found: Bytecode, at: int) -> None:
    """Note where each section is."""
    for _ in range(_SECTIONS):
        found.end = at
        if at >= window.size:
            return
        numbers = _Varints(window.upto(at, 32))
        head = window.read(at, 1)[0]
        numbers.at = 1
        length = numbers.next()
        if head & 0x7F not in NAMES:
            raise Malformed(f"section {head & 0x7F} at {at}")
        alignment = numbers.next() if head & 0x80 else 0
        at += numbers.at
        if head & 0x80:
            at = _aligned(at, alignment, found.end)
        if at + length > window.size:
            raise Truncated(f"section at {found.end} lacks {at + length - window.size} bytes")
        found.sections.setdefault(head & 0x7F, (at, length))
        at += length
    raise LimitExceeded(f"more than {_SECTIONS} sections")


def _aligned(at: int, alignment: int, start: int) -> int:
    """Where the data of an aligned section begins; `at` is behind the number that says so."""
    if not 1 < alignment <= _LARGEST_ALIGNMENT:
        raise Malformed(f"section at {start} aligned to {alignment}")
    return -(-at // alignment) * alignment


def _read_strings(window: Window, found: Bytecode) -> None:
    """Their lengths stand first, in reverse, and count a zero byte each."""
    at, length = found.sections.get(_STRING, (0, 0))
    if length > _READ:
        raise LimitExceeded(f"{length} bytes of strings; limit {_READ}")
    data = window.read(at, length)
    numbers = _Varints(data)
    count = numbers.next() if data else 0
    if count > min(length, _MOST_STRINGS):
        raise Malformed(f"{count} strings in {length} bytes")
    lengths = [numbers.next() for _ in range(count)][::-1]
    place = numbers.at
    for size in lengths:
        if not size or place + size > length:
            raise Malformed(f"a string of {size} bytes at {at + place}")
        found.strings.append(data[place : place + size - 1].decode("utf-8", "backslashreplace"))
        place += size


def _read_dialects(window: Window, found: Bytecode) -> None:
    at, length = found.sections.get(_DIALECT, (0, 0))
    if not length:
        return
    numbers = _Varints(window.read(at, min(length, _READ)))
    count = numbers.next()
    names = []
    for _ in range(min(count, _MOST_OPERATIONS)):
        number = numbers.next()
        if found.version >= 1:
            if number & 1:
                _skip_version(numbers)
            number >>= 1
        names.append(_text(found, number))
    found.dialects = {name: [] for name in names}
    if found.version >= 4:
        numbers.next()  # names of operations in all
    for _ in range(len(names)):
        if numbers.at >= length:
            return
        name = names[min(numbers.next(), len(names) - 1)]
        for _ in range(min(numbers.next(), _MOST_OPERATIONS)):
            number = numbers.next()
            found.dialects[name].append(_text(found, number >> 1 if found.version >= 5 else number))


def _skip_version(numbers: _Varints) -> None:
    """A section inside: id, length, data."""
    numbers.at += 1
    length = numbers.next()
    numbers.at += length


def _text(found: Bytecode, number: int) -> str:
    if number >= len(found.strings):
        raise Malformed(f"string {number} of {len(found.strings)}")
    return found.strings[number]
