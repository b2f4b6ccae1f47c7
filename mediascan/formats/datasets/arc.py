"""ARC: pages of a web crawl as the Internet Archive and early Common Crawl kept them."""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import LimitExceeded, Truncated
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.model.limits import MIB, Limits
from mediascan.reading.warc.arc import MAGIC, arc_facts, arc_faults, walk
from mediascan.reading.window import Window

_MOST = 4096  # records looked at; the others are estimated by the mean size of these


def examine(window: Window) -> Finding | None:
    found = walk(window, _MOST)
    if found is None:
        return None
    whole = found.end == window.size
    cut = isinstance(found.stopped, Truncated)
    more = not (whole or cut) and isinstance(found.stopped, LimitExceeded | None)
    facts = arc_facts(found, whole=whole or cut, total=window.size if more else 0)
    evidence = (window.evidence(0, 64, "line of the first record, its version"),)
    sure = Confidence.CONSISTENT if whole else Confidence.PARSED
    return Finding("arc", Kind.DATASET, sure, facts, evidence, tuple(arc_faults(found)))


FORMAT = Format(
    id="arc",
    title="ARC web crawl",
    kind=Kind.DATASET,
    reference="https://archive.org/web/researcher/ArcFileFormat.php",
    examine=examine,
    signatures=(Signature(MAGIC),),
    suffixes=(".arc",),
    limits=Limits(total=256 * MIB),  # one read of 16 KiB a record
)
