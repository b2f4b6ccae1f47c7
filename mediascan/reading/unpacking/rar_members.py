"""What RAR 4 and 5 share: stored members are read; no free library decompresses the others.

The headers are walked by reading/archives; the data are taken as they pass.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from mediascan.model.errors import InputFault
from mediascan.model.finding import Evidence, Fault, FaultKind, fault_of
from mediascan.model.limits import MIB, Limits
from mediascan.reading.archives.rar import Rar
from mediascan.reading.unpacking.base import Held, Item
from mediascan.reading.unpacking.forward import bounded
from mediascan.reading.window import Window

_LIMITS = Limits(total=1024 * MIB, reads=2_000_000, seconds=60.0)  # two reads a member


class _Part(NamedTuple):
    name: str
    packed: int
    size: int
    place: int
    stored: bool
    encrypted: bool
    split: bool


def rar_members(held: Held, walk: Callable[[Window, Rar | None], Rar]) -> Iterator[Item]:
    if held.read_at is None:
        return
    found, parts = Rar(""), list[_Part]()

    def see(name: str, packed: int, size: int, encrypted: bool) -> None:  # noqa: FBT001 - as `Rar.see`
        split = bool(found.split) and found.split == name
        if found.folder:
            held.others += 1
        else:
            parts.append(_Part(name, packed, size, found.end, found.stored, encrypted, split))

    found.see = see
    try:
        walk(Window.onto(held.read_at, held.size, _LIMITS), found)
    except InputFault as bad:
        held.faults.append(fault_of(bad))
    held.faults += found.faults
    if found.hidden:
        held.faults.append(Fault(FaultKind.ENCRYPTED, "names and content are encrypted"))
    for part in parts:
        name = part.name.encode("utf-8", "surrogateescape")
        held.stream.skip(max(0, part.place - held.stream.at))
        fault = _fault(part)
        if fault:
            start = held.stream.peek(16)
            proof = (Evidence(part.place, start, "start of the packed data"),)
            yield Item(name, None, part.size, fault=fault, evidence=proof)
        else:
            read = bounded(held.stream, part.packed)
            yield Item(name, read, part.packed, place=part.place)


def _fault(part: _Part) -> Fault | None:
    if part.encrypted:
        return Fault(FaultKind.ENCRYPTED, "encrypted: not read without a key")
    if part.split:
        return Fault(FaultKind.TRUNCATED, "goes on in, or comes from, another volume: not read")
    if not part.stored:
        return Fault(FaultKind.SKIPPED, "not decompressed: no free library reads RAR")
    return None
