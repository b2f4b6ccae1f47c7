"""Windows image (WIM): files of one or more installations; a text in XML at the end names them."""

import re

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import Malformed
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, Link
from mediascan.model.limits import LIST_LENGTH, MIB
from mediascan.reading.window import Window

_MAGIC = b"MSWIM\0\0\0"
_HEADER = 208
_NAME = re.compile(r"<NAME>([^<]{1,200})</NAME>")
_BYTES = re.compile(r"<TOTALBYTES>(\d{1,18})</TOTALBYTES>")
_METHODS = {0x20000: "XPRESS", 0x40000: "LZX", 0x80000: "LZMS"}


def examine(window: Window) -> Finding | None:
    cursor = window.cursor(8)
    header, version, flags, _chunk = (cursor.number("I") for _ in range(4))
    guid = cursor.take(16)
    part, parts, images = cursor.number("H"), cursor.number("H"), cursor.number("I")
    if header != _HEADER or not 0 < part <= parts:
        raise Malformed("a Windows image with numbers that no program writes")
    facts = Facts(
        version=f"{version >> 16}.{version >> 8 & 255}",
        uuid=guid.hex(),
        member_count=images,
        compression=next((name for bit, name in _METHODS.items() if flags & bit), "stored"),
    )
    faults: tuple[Fault, ...] = ()
    cursor = window.cursor(72)
    size, at = cursor.number("Q") & (1 << 56) - 1, cursor.number("Q")
    if at + size > window.size:
        facts["missing_bytes"] = at + size - window.size
        faults = (Fault(FaultKind.TRUNCATED, f"{at + size - window.size} bytes are missing"),)
    elif size <= MIB:
        text = window.read(at, size).decode("utf-16", "replace")
        facts["members"] = _NAME.findall(text)[:LIST_LENGTH]
        if sizes := _BYTES.findall(text):
            facts["uncompressed_bytes"] = sum(map(int, sizes[1:] or sizes))
    links: tuple[Link, ...] = ()
    if parts > 1:
        facts["shard_index"], facts["shard_count"] = part - 1, parts
        links = (Link("volume", guid.hex(), part - 1, parts, from_name=False),)
    return Finding(
        "wim",
        Kind.CONTAINER,
        Confidence.PARSED,
        facts,
        (window.evidence(0, 64, "header: version, flags, identifier, part"),),
        faults,
        links,
    )


FORMAT = Format(
    id="wim",
    title="Windows image",
    kind=Kind.CONTAINER,
    reference="https://learn.microsoft.com/en-us/previous-versions/windows/it-pro/windows-vista/cc749478(v=ws.10)",
    examine=examine,
    signatures=(Signature(_MAGIC),),
    suffixes=(".wim", ".swm", ".esd"),
)
