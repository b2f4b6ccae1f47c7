"""CDX and CDXJ: index of a web crawl, one line a page: what was crawled, and where it lies."""

from mediascan.formats.base import Format, Signature
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.reading.warc.cdx import (
    FIRST,
    SAMPLE,
    cdx_facts,
    cdx_faults,
    cdx_lines,
    is_cdx,
)
from mediascan.reading.window import Window

_STARTS = (b" CDX ", b"!", *(bytes((one,)) for one in b"abcdefghijklmnopqrstuvwxyz0123456789"))


def look(head: bytes, _tail: bytes, _size: int) -> bool:
    """Whether the first line can be one."""
    return is_cdx(head)


def examine(window: Window) -> Finding | None:
    if not is_cdx(window.upto(0, FIRST)):
        return None
    data = window.upto(0, SAMPLE)
    found = cdx_lines(data, whole=len(data) == window.size)
    if found is None:
        return None
    faults = tuple(cdx_faults(found))
    sure = Confidence.CONSISTENT if found.all and not faults else Confidence.PARSED
    evidence = (window.evidence(0, 64, "start of the first line"),)
    facts = cdx_facts(found, window.size)
    return Finding("cdx", Kind.DATASET, sure, facts, evidence, faults)


FORMAT = Format(
    id="cdx",
    title="CDX index of a web crawl",
    kind=Kind.DATASET,
    reference="https://iipc.github.io/warc-specifications/specifications/cdx-format/openwayback-cdxj/",
    examine=examine,
    signatures=tuple(map(Signature, _STARTS)),
    suffixes=(".cdx", ".cdxj"),
    weak=True,
    look=look,
)
