"""ZIP as a stream: members in the order of their bytes, local headers held against the directory.

Where the directory can be read, it says what there is; a member that only the one or only the other
knows, and members that overlap, are conflicts: unpacking programs differ in what they give. Without
a directory (a stream, a cut archive) the local headers alone are followed. Layout: APPNOTE 6.3.10.
"""

import zlib
from array import array
from collections.abc import Iterator
from itertools import islice
from operator import le

from mediascan.model.errors import InputFault, Malformed
from mediascan.model.finding import Evidence, Fault, FaultKind, fault_of
from mediascan.model.limits import MIB, Limits
from mediascan.reading.unpacking.base import Held, Item, Opener
from mediascan.reading.unpacking.forward import Forward, Read
from mediascan.reading.unpacking.zip_local import CRC_LATER, LocalHeader, local_header
from mediascan.reading.unpacking.zip_methods import opened
from mediascan.reading.window import Window
from mediascan.reading.zips.directory import (
    LOCAL,
    METHOD_NAMES,
    Directory,
    Member,
    read_directory,
)
from mediascan.reading.zips.directory import (
    members as listed,
)

_LIMITS = Limits(total=1024 * MIB, seconds=120.0)  # a million members are a directory of 100 MB
_CONFLICTS = 16  # told of one archive
_DESCRIPTOR = b"PK\x07\x08"
_SPANNED = b"PK\x07\x08" + LOCAL
_GAP = 24  # bytes of the longest data descriptor


def members(held: Held) -> Iterator[Item]:
    if held.stream.peek(8) == _SPANNED:  # first volume of a split archive
        held.stream.skip(4)
    directory = None
    if held.read_at is not None:
        try:
            directory = read_directory(Window.onto(held.read_at, held.size, _LIMITS))
        except InputFault as bad:
            held.faults.append(fault_of(bad, "directory: "))
    if directory is None or directory.disk:
        yield from _by_headers(held)
    else:
        yield from _by_directory(held, directory)


def _by_directory(held: Held, directory: Directory) -> Iterator[Item]:
    """The members that the directory lists, by their offsets."""
    for member in _in_order(held, directory):
        at = member.offset
        if at < held.stream.at:
            _conflict(held, f"member {member.name!r:.80} overlaps the one before it")
            yield Item(_raw(member.name), None, member.size, fault=_overlap())
            continue
        yield from _hidden(held, at)
        held.stream.skip(at - held.stream.at)
        header = local_header(held.stream)
        if header is None:
            text = f"no local header at {at} for {member.name!r:.80}"
            _conflict(held, text)
            fault = Fault(FaultKind.MALFORMED, text)
            yield Item(_raw(member.name), None, member.size, fault=fault)
            continue
        _compare(held, member, header)
        if member.name.endswith("/") and not member.size:
            held.others += 1
            held.stream.skip(member.packed)
            continue
        start = held.stream.at
        yield _item(held, member, header)
        held.stream.skip(max(0, start + member.packed - held.stream.at))
    yield from _hidden(held, directory.offset)


def _in_order(held: Held, directory: Directory) -> Iterator[Member]:
    """The members by offset. Where the directory is damaged, those before the damage."""
    if held.read_at is None:
        return
    offsets = array("Q")
    try:
        for one in listed(Window.onto(held.read_at, held.size, _LIMITS), directory):
            offsets.append(min(one.offset, held.size))
    except InputFault as bad:
        held.faults.append(fault_of(bad, "directory: "))
    again = listed(Window.onto(held.read_at, held.size, _LIMITS), directory)
    some = islice(again, len(offsets))
    if all(map(le, offsets, islice(offsets, 1, None))):
        yield from some
    else:  # a directory in another order than its members: rare, and kept whole
        yield from sorted(some, key=lambda one: one.offset)


def _hidden(held: Held, end: int) -> Iterator[Item]:
    """Members before `end` that the directory does not list."""
    stream = held.stream
    for _ in range(1 << 20):
        room = end - stream.at
        if room < 30:
            return
        first = stream.peek(_GAP + 4)
        at = first.find(LOCAL)
        if at < 0:
            return
        if at + 30 > room:
            return
        stream.skip(at)
        header = local_header(stream)
        if header is None or stream.at + header.packed > end:
            return
        _conflict(held, f"the directory does not list {header.name!r:.80}, which is there")
        start = stream.at
        if header.flags & CRC_LATER and not header.packed:
            fault = Fault(FaultKind.SKIPPED, "not listed, and its length is not told")
            yield Item(header.name, None, fault=fault)
            return
        yield _item(held, header.as_member(), header)
        stream.skip(max(0, start + header.packed - stream.at))


def _by_headers(held: Held) -> Iterator[Item]:
    """The members that local headers tell, one behind another, up to the directory."""
    stream = held.stream
    while stream.peek(4) == LOCAL:
        header = local_header(stream)
        if header is None:
            raise Malformed(f"damaged local header at {stream.at}")
        member = header.as_member()
        if header.name.endswith(b"/") and not header.packed:
            held.others += 1
            continue
        start = stream.at
        later = bool(header.flags & CRC_LATER) and not header.packed
        yield _item(held, member, header)
        if not later:
            stream.skip(start + header.packed - stream.at)
        if later and (stream.at == start or header.encrypted or not header.method):
            text = (
                f"member {header.name!r:.80}: its length stands behind its data, which is not read"
            )
            raise Malformed(text)
        if header.flags & CRC_LATER:
            _pass_descriptor(stream)


def _pass_descriptor(stream: Forward) -> None:
    """Go on behind a data descriptor: 12 or 20 bytes, 4 more with its signature."""
    first = stream.peek(_GAP + 4)
    signed = 4 if first.startswith(_DESCRIPTOR) else 0
    for length in (signed + 12, signed + 20):
        if first[length : length + 2] == b"PK":
            stream.skip(length)
            return
    stream.skip(min(len(first), signed + 12))


def _item(held: Held, member: Member, header: LocalHeader) -> Item:
    name, place = _raw(member.name), held.stream.at
    if header.method == 99 or member.method == 99 or header.encrypted or member.encrypted:
        fault = Fault(FaultKind.ENCRYPTED, "encrypted: not read without a key")
        proof = (Evidence(header.at, header.fixed, "local header with its flags"),)
        return Item(name, None, member.size, header.mtime_ns, fault, evidence=proof)
    later = bool(header.flags & CRC_LATER) and not member.packed
    size = -1 if later else member.size
    try:
        read = opened(held, member, later=later)
    except InputFault as bad:
        return Item(name, None, size, header.mtime_ns, fault_of(bad))
    if read is None:
        method = METHOD_NAMES.get(member.method, f"method {member.method}")
        text = f"not decompressed: {method}"
        return Item(name, None, size, header.mtime_ns, Fault(FaultKind.SKIPPED, text))
    if not later:
        read = _checked(read, member)
    stored = place if member.method == 0 and not later else -1
    return Item(name, read, size, header.mtime_ns, place=stored)


def _checked(read: Read, member: Member) -> Read:
    """`read`, whose end raises `Malformed` where size or CRC-32 are not as listed."""
    total = check = 0

    def checked(most: int) -> bytes:
        nonlocal total, check
        data = read(most)
        total += len(data)
        check = zlib.crc32(data, check)
        if total > member.size or (not data and total != member.size):
            raise Malformed(f"{member.size} bytes listed, {total} or more unpacked")
        if not data and check != member.crc:
            raise Malformed("the CRC-32 is not that of the content")
        return data

    return checked


def _compare(held: Held, member: Member, header: LocalHeader) -> None:
    """Conflicts between the directory's entry and the local header."""
    name = _raw(member.name)
    if header.name != name and header.shown != member.name:
        _conflict(held, f"{member.name!r:.80} is called {header.shown!r:.80} in its local header")
    if header.method != member.method:
        _conflict(held, f"{member.name!r:.80} has another compression in its local header")
    told = (header.packed, header.size, header.crc)
    if not header.flags & CRC_LATER and told != (member.packed, member.size, member.crc):
        _conflict(held, f"{member.name!r:.80} has other sizes or sums in its local header")


def _conflict(held: Held, text: str) -> None:
    if len(held.conflicts) < _CONFLICTS:
        held.conflicts.append(text)


def _overlap() -> Fault:
    return Fault(FaultKind.MALFORMED, "overlaps another member: not read")


def _raw(name: str) -> bytes:
    return name.encode("utf-8", "surrogateescape")


def is_one_thing(head: bytes) -> bool:
    """Whether the first member is that of a model by torch, or of arrays by NumPy."""
    name = head[30 : 30 + int.from_bytes(head[26:28], "little")]
    return name.endswith((b"/data.pkl", b".npy"))


OPENER = Opener("zip", members, is_one_thing=is_one_thing)
