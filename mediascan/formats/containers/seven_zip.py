"""7z archive: packed streams, and at the end the header that lists files and coders.

Where names are encrypted ("encrypt file names"), only sizes and the cipher are left. The first of
several volumes has the signature; the header is in the last.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, fault_of
from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.archives.seven_zip import (
    CODERS,
    MAGIC,
    START,
    SevenZip,
    read_header,
    read_start,
)
from mediascan.reading.archives.times import date_of_filetime
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    found = read_start(window)
    faults: list[Fault] = []
    facts = Facts(version=found.version, metadata={"header": "plain"})
    missing = found.end - window.size
    if not found.start_right:
        faults.append(Fault(FaultKind.MALFORMED, "checksum of the signature header is wrong"))
    elif missing > 0:
        facts["missing_bytes"] = missing
        volumes = -(-found.end // window.size)
        facts["metadata"] = {"volumes, if all are as long as this one": str(volumes)}
        text = f"{missing} bytes are missing: cut off, or the first of several volumes"
        faults.append(Fault(FaultKind.TRUNCATED, text))
    else:
        try:
            read_header(window, found)
        except InputFault as bad:
            faults.append(fault_of(bad))
        if missing < 0:
            facts["trailing_bytes"] = -missing
            text = f"{-missing} bytes behind the archive"
            faults.append(Fault(FaultKind.MALFORMED, text))
    _say(found, facts, faults)
    sure = Confidence.PARSED if found.start_right else Confidence.MAGIC
    broken = any(one.kind is not FaultKind.ENCRYPTED for one in faults)
    return Finding(
        "seven_zip",
        Kind.CONTAINER,
        Confidence.CONSISTENT if (found.read or found.hidden) and not broken else sure,
        facts,
        (window.evidence(0, START, "signature, version, place of the header"),),
        tuple(faults),
    )


def _say(found: SevenZip, facts: Facts, faults: list[Fault]) -> None:
    if found.encoded:
        facts["metadata"]["header"] = "encrypted: names are hidden" if found.hidden else "packed"
    if found.hidden:
        facts["cipher"] = "AES-256-CBC"
        text = "names and content are encrypted"
        faults.append(Fault(FaultKind.ENCRYPTED, text))
        return
    folders = found.streams.folders
    if not found.read:
        return
    facts["member_count"] = found.count
    facts["members"] = found.names
    common = sorted(found.suffixes.items(), key=lambda one: (-one[1], one[0]))
    facts["member_suffixes"] = dict(common[:LIST_LENGTH])
    facts["declared_bytes"] = sum(found.streams.packed)
    facts["uncompressed_bytes"] = sum(one.size for one in folders)
    names = {CODERS.get(method, method.hex()) for one in folders for method, _ in one.coders}
    facts["compression"] = ", ".join(sorted(names - {"AES-256"}))
    if when := date_of_filetime(found.newest):
        facts["metadata"]["newest change"] = when
    locked = sum(one.streams for one in folders if one.encrypted)
    facts["encrypted_member_count"] = locked
    if locked:
        facts["cipher"] = "AES-256-CBC"
        text = f"{locked} of {found.count} members are encrypted"
        faults.append(Fault(FaultKind.ENCRYPTED, text))


FORMAT = Format(
    id="seven_zip",
    title="7z archive",
    kind=Kind.CONTAINER,
    reference="https://github.com/ip7z/7zip/blob/main/DOC/7zFormat.txt",
    examine=examine,
    signatures=(Signature(MAGIC),),
    suffixes=(".7z",),
)
