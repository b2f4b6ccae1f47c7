"""cpio archive: headers each followed by one file, as in start-up images of Linux and in RPM."""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, fault_of
from mediascan.model.limits import MIB, Limits
from mediascan.reading.archives.cpio import BINARY, CHECKED, KINDS, NEW, OLD, walk
from mediascan.reading.archives.members import Members
from mediascan.reading.window import Window

_FILLING = 1 << 16  # bytes behind the end that are looked at


def examine(window: Window) -> Finding | None:
    found, faults = Members(), list[Fault]()
    end = 0
    try:
        end = walk(window, found)
    except InputFault as bad:
        faults.append(fault_of(bad))
    if not (found.count or end):
        return None
    facts = Facts(version=KINDS.get(window.read(0, 6), "binary"))
    found.say(facts)
    filling = window.upto(end, _FILLING) if end else b""
    if filling.count(0) != len(filling):
        facts["trailing_bytes"] = window.size - end
        text = f"{window.size - end} bytes behind the archive"
        faults.append(Fault(FaultKind.MALFORMED, text))
    return Finding(
        "cpio",
        Kind.CONTAINER,
        Confidence.PARSED if faults else Confidence.CONSISTENT,
        facts,
        (window.evidence(0, 64, "first header"),),
        tuple(faults),
    )


FORMAT = Format(
    id="cpio",
    title="cpio archive",
    kind=Kind.CONTAINER,
    reference="https://man.freebsd.org/cgi/man.cgi?query=cpio&sektion=5",
    examine=examine,
    signatures=tuple(Signature(one) for one in (NEW, CHECKED, OLD, BINARY)),
    suffixes=(".cpio",),
    weak=True,
    limits=Limits(total=256 * MIB, reads=1_000_000, seconds=30.0),  # two reads a member
)
