"""XAR archive, as packages of macOS are: "xar!", a list of the members in XML by zlib, their data.

All numbers are big endian: u16 bytes of the header, u16 version 1, u64 bytes of the list packed and
not, u32 kind of its checksum. Places in the list count from its end.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, Malformed
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, Finding, Kind, fault_of
from mediascan.reading.archives.xar import XarList, read_list
from mediascan.reading.records.extent import check_end
from mediascan.reading.window import Window

_MAGIC = b"xar!"
_CHECKSUMS = {0: "none", 1: "SHA-1", 2: "MD5", 3: "named in the header"}


def examine(window: Window) -> Finding | None:
    cursor = window.cursor(len(_MAGIC), ">")
    header, version = cursor.number("H"), cursor.number("H")
    packed, size, checksum = cursor.number("Q"), cursor.number("Q"), cursor.number("I")
    if version != 1 or not 28 <= header <= 256 or not packed:
        raise Malformed("a xar header with numbers that no program writes")
    facts = Facts(version="1")
    facts["metadata"] = {"checksum": _CHECKSUMS.get(checksum, str(checksum))}
    listed, faults = XarList(), tuple[Fault, ...]()
    try:
        listed = read_list(window, header, packed, size)
        faults = check_end(window.size, header + packed + listed.end, "members", facts)
    except InputFault as bad:
        faults = (fault_of(bad),)
    listed.members.say(facts)
    if listed.methods:
        facts["compression"] = ", ".join(listed.methods)
    listed.traces.say(facts)
    return Finding(
        "xar",
        Kind.CONTAINER,
        Confidence.PARSED if faults else Confidence.CONSISTENT,
        facts,
        (window.evidence(0, 28, "header: version, bytes of the list, checksum"),),
        faults,
    )


FORMAT = Format(
    id="xar",
    title="XAR archive",
    kind=Kind.CONTAINER,
    reference="https://github.com/apple-oss-distributions/xar/blob/main/xar/include/xar.h.in",
    examine=examine,
    signatures=(Signature(_MAGIC),),
    suffixes=(".xar", ".pkg"),
)
