"""LZ4: one compressed file, in frames of blocks; also the older frame of `lz4 -l` and Linux."""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, fault_of
from mediascan.reading.compression.inner_format import inner_format
from mediascan.reading.compression.lz4_blocks import (
    FRAME,
    LEGACY,
    Lz4,
    first_bytes,
    read_frame,
    walk_blocks,
)
from mediascan.reading.window import Window

_PROOF = 1 << 13  # bytes decompressed to prove that the stream is one


def examine(window: Window) -> Finding | None:
    found = read_frame(window)
    if found is None:
        return None
    facts = Facts(compression="lz4")
    faults: list[Fault] = []
    start = b""
    try:
        start = first_bytes(window, found, _PROOF)
        walk_blocks(window, found)
    except InputFault as bad:
        faults.append(fault_of(bad))
    if not start and not found.ended:
        return None
    _say(window, found, start, facts)
    behind = window.size - found.end
    if found.ended and behind and not window.has(FRAME, found.end):
        facts["trailing_bytes"] = behind
        faults.append(Fault(FaultKind.MALFORMED, f"{behind} bytes behind the lz4 frame"))
    whole = found.ended and not behind and not faults
    return Finding(
        "lz4",
        Kind.CONTAINER,
        Confidence.CONSISTENT if whole else Confidence.PARSED,
        facts,
        (window.evidence(0, found.header, "lz4 frame header"),),
        tuple(faults),
    )


def _say(window: Window, found: Lz4, start: bytes, facts: Facts) -> None:
    if start or found.ended:
        facts["inner_format"] = inner_format(start)
    if found.content >= 0 and found.end == window.size:
        facts["uncompressed_bytes"] = found.content
    more = {
        "frame": "legacy" if found.legacy else "",
        "blocks": str(found.blocks) if found.ended else "",
        "dictionary": "needed, and not in the file" if found.dictionary else "",
    }
    if any(more.values()):
        facts["metadata"] = {key: value for key, value in more.items() if value}


FORMAT = Format(
    id="lz4",
    title="LZ4 compressed file",
    kind=Kind.CONTAINER,
    reference="https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md",
    examine=examine,
    signatures=(Signature(FRAME), Signature(LEGACY)),
    suffixes=(".lz4",),
    weak=True,
)
