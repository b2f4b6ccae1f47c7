"""WARC: pages of a web crawl, as Common Crawl hands them out. Records, one after another.

The records of a WET file are texts that were cut out of pages (type `conversion`), those of a WAT
file say what stood in them (`metadata`).
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import LimitExceeded, Truncated
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.model.limits import MIB, Limits
from mediascan.reading.warc.records import record_facts, record_faults, walk
from mediascan.reading.window import Window

_MOST = 4096  # records looked at; the others are estimated by the mean size of these


def examine(window: Window) -> Finding | None:
    found = walk(window, _MOST)
    if found is None:
        return None
    whole = found.end == window.size
    cut = isinstance(found.stopped, Truncated)
    more = not (whole or cut) and isinstance(found.stopped, LimitExceeded | None)
    facts = record_facts(found, whole=whole or cut, total=window.size if more else 0)
    evidence = [window.evidence(0, 64, "first record")]
    if found.count and not whole:
        evidence.append(window.evidence(found.end, 64, "behind the last record looked at"))
    return Finding(
        "warc",
        Kind.DATASET,
        Confidence.CONSISTENT if whole else Confidence.PARSED,
        facts,
        tuple(evidence),
        tuple(record_faults(found)),
    )


FORMAT = Format(
    id="warc",
    title="WARC web crawl",
    kind=Kind.DATASET,
    reference="https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
    examine=examine,
    signatures=(Signature(b"WARC/1."), Signature(b"WARC/0.")),
    suffixes=(".warc", ".wet", ".wat"),
    limits=Limits(total=256 * MIB),  # one read of 8 KiB a record, at least
)
