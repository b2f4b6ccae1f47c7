"""tar as a stream: headers of 512 bytes, each followed by its data. POSIX, pax and GNU.

Layouts: POSIX.1-2017 "pax", GNU tar manual "Basic Tar Format" and "Storing Sparse Files". Sparse
files come out with their holes, as `tar -xO` gives them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from mediascan.model.errors import InputFault, LimitExceeded, Malformed, Truncated
from mediascan.model.finding import Fault, FaultKind, fault_of
from mediascan.reading.tars.headers import BLOCK, ZEROS, checksum_holds, number
from mediascan.reading.unpacking.allowance import RATIO, SLACK
from mediascan.reading.unpacking.base import Held, Item, Opener
from mediascan.reading.unpacking.forward import Read, bounded
from mediascan.reading.unpacking.tar_sparse import Part, expanded, map_in_data, map_of, old_map

_EXTENDED = 1 << 20  # bytes of one extended header or long name; GNU tar's own are a few hundred
_HEADERS = 8  # extended headers before one member: a writer needs four
_FILES = frozenset(b"\x0007S")
_WITHOUT_DATA = frozenset(b"123456")
_LONG_NAME, _LONG_LINK, _CONTINUED, _SPARSE = b"LKMS"
_PAX_GLOBAL, _PAX_NEXT = b"gx"


@dataclass(slots=True)
class _Head:
    """The first header of a member, with what extended headers override."""

    block: bytes
    said: dict[bytes, bytes]

    @property
    def kind(self) -> int:
        return self.block[156]

    @property
    def name(self) -> bytes:
        for key in (b"GNU.sparse.name", b"path"):
            if key in self.said:
                return self.said[key]
        name = self.block[:100].split(b"\0")[0]
        prefix = self.block[345:500].split(b"\0")[0]
        return prefix + b"/" + name if self.block[257:263] == b"ustar\0" and prefix else name

    @property
    def size(self) -> int:
        told = self.said.get(b"size", b"")
        return int(told) if told.isdigit() and len(told) < 20 else number(self.block[124:136])

    @property
    def mtime_ns(self) -> int:
        whole, _, part = self.said.get(b"mtime", b"").partition(b".")
        if whole.isdigit() and len(whole) < 12 and (part.isdigit() or not part):
            return int(whole) * 10**9 + int((part + b"0" * 9)[:9])
        try:
            return min(number(self.block[136:148]), 1 << 33) * 10**9
        except Malformed:
            return 0


def members(held: Held) -> Iterator[Item]:
    stream, remarks = held.stream, dict[bytes, bytes]()
    while True:
        first = stream.upto(BLOCK)
        if not first or first == ZEROS:
            return
        head = _head(held, first, remarks)
        if head is None:
            return
        size = 0 if head.kind in _WITHOUT_DATA else head.size
        if (head.kind not in _FILES and head.kind != _CONTINUED) or head.name.endswith(b"/"):
            held.others += 1
            stream.skip(_padded(size))
            continue
        yield from _file(held, head, size)


def _head(held: Held, block: bytes, remarks: dict[bytes, bytes]) -> _Head | None:
    """The member whose first header is `block`; None where the archive ends before it.

    Raises `InputFault`.
    """
    own: dict[bytes, bytes] = {}
    for _ in range(_HEADERS):
        if len(block) < BLOCK:
            raise Truncated(f"the header at {held.stream.at - len(block)} is cut off")
        if not checksum_holds(block):
            where = held.stream.at - BLOCK
            raise Malformed(f"no tar header with a right checksum at {where}")
        kind = block[156]
        if kind not in (_PAX_GLOBAL, _PAX_NEXT, _LONG_NAME, _LONG_LINK):
            return _Head(block, remarks | own)
        data = _payload(held, number(block[124:136]))
        if kind == _LONG_NAME:
            own[b"path"] = data.split(b"\0")[0]
        elif kind != _LONG_LINK:
            (remarks if kind == _PAX_GLOBAL else own).update(_records(data))
        block = held.stream.upto(BLOCK)
        if kind == _PAX_GLOBAL and block in (b"", ZEROS):
            return None
    raise LimitExceeded(f"more than {_HEADERS} extended headers before one member")


def _payload(held: Held, size: int) -> bytes:
    if size > _EXTENDED:
        raise LimitExceeded(f"extended tar header of {size} bytes; limit {_EXTENDED}")
    return held.stream.take(_padded(size))[:size]


def _records(data: bytes) -> dict[bytes, bytes]:
    """The "length key=value" records of pax, as far as they are legal."""
    records: dict[bytes, bytes] = {}
    at = 0
    while at < len(data):
        blank = data.find(b" ", at, at + 20)
        digits = data[at:blank] if blank > at else b""
        end = at + int(digits) if digits.isdigit() else 0
        if not at < blank < end <= len(data):
            break
        key, _, value = data[blank + 1 : end - 1].partition(b"=")
        records[key] = value
        at = end
    return records


def _file(held: Held, head: _Head, size: int) -> Iterator[Item]:
    stream = held.stream
    if head.kind == _CONTINUED:
        text = "continues a member that begins in an earlier volume"
        held.faults.append(Fault(FaultKind.TRUNCATED, text))
    end = stream.at + _padded(size)
    try:
        sparse = _sparse(held, head)
    except InputFault as bad:
        yield Item(head.name, None, mtime_ns=head.mtime_ns, fault=fault_of(bad))
        stream.skip(end - stream.at)
        return
    if head.kind == _SPARSE:  # blocks of the map are not in the size
        end = stream.at + _padded(size)
    yield _item(held, head, size, sparse)
    stream.skip(end - stream.at)


def _item(held: Held, head: _Head, size: int, sparse: tuple[int, list[Part], int] | None) -> Item:
    stream = held.stream
    if sparse is None:
        return Item(head.name, bounded(stream, size), size, head.mtime_ns, place=stream.at)
    real, parts, used = sparse
    if real > SLACK and real > RATIO * max(BLOCK, size):
        text = f"sparse file of {real} bytes, of which {size} are in the archive"
        fault = Fault(FaultKind.LIMIT, text)
        return Item(head.name, None, real, head.mtime_ns, fault, bomb=True)
    read: Read = expanded(bounded(stream, size - used), parts, real, held.allowance)
    return Item(head.name, read, real, head.mtime_ns)


def _sparse(held: Held, head: _Head) -> tuple[int, list[Part], int] | None:
    """Size, parts with data, and bytes of the data that the map took; None for an ordinary file."""
    if head.kind == _SPARSE:
        return number(head.block[483:495]), old_map(held.stream, head.block), 0
    said = head.said
    if b"GNU.sparse.map" in said:
        return _whole(said.get(b"GNU.sparse.size", b"")), map_of(said[b"GNU.sparse.map"]), 0
    if b"GNU.sparse.major" in said:
        start = held.stream.at
        parts = map_in_data(held.stream)
        return _whole(said.get(b"GNU.sparse.realsize", b"")), parts, held.stream.at - start
    if b"GNU.sparse.size" in said:
        raise Malformed("sparse file of GNU format 0.0, whose map is not kept")
    return None


def _whole(text: bytes) -> int:
    if not text.isdigit() or len(text) > 20:
        raise Malformed("sparse file without its size")
    return int(text)


def _padded(size: int) -> int:
    return (size + BLOCK - 1) // BLOCK * BLOCK


OPENER = Opener("tar", members)
