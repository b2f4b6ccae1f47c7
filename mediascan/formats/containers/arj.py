"""ARJ archive: members, encryption, and whether it goes on in another volume."""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind
from mediascan.model.limits import MIB, Limits
from mediascan.reading.archives.arj import GOES_ON, MAGIC, may_be, read_header, say_members
from mediascan.reading.window import Window


def look(head: bytes, _tail: bytes, size: int) -> bool:
    """Whether the first header can be that of an archive."""
    return may_be(head, size)


def examine(window: Window) -> Finding | None:
    if not may_be(window.upto(0, 16), window.size):
        return None
    archive = read_header(window, 0)
    if archive is None:
        return None
    facts = Facts(version=str(archive.data[1]), original_name=archive.text(0))
    if comment := archive.text(1):
        facts["comment"] = comment
    if archive.data[4] & GOES_ON:
        facts["metadata"] = {"volumes": "it goes on in the next one"}
    end, faults = say_members(window, archive.end, facts)
    if end and end < window.size:
        facts["trailing_bytes"] = window.size - end
        faults.append(Fault(FaultKind.MALFORMED, f"{window.size - end} bytes behind the archive"))
    return Finding(
        "arj",
        Kind.CONTAINER,
        Confidence.CONSISTENT if end and not faults else Confidence.PARSED,
        facts,
        (window.evidence(0, 4 + len(archive.data), "header of the archive"),),
        tuple(faults),
    )


FORMAT = Format(
    id="arj",
    title="ARJ archive",
    kind=Kind.CONTAINER,
    reference="https://github.com/FarGroup/FarManager/blob/master/plugins/multiarc/arc.doc/arj.txt",
    examine=examine,
    signatures=(Signature(MAGIC),),
    suffixes=(".arj",),
    weak=True,
    look=look,
    limits=Limits(total=256 * MIB, reads=1_000_000, seconds=30.0),  # two reads a member
)
