"""ARC in gzip, each record a member of its own: how web crawls were kept before WARC."""

from mediascan.formats.base import Format
from mediascan.model.errors import Truncated
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.model.limits import MIB
from mediascan.reading.compression.gzip_ends import end_faults
from mediascan.reading.compression.inflate import Inflated, Method, inflate
from mediascan.reading.compression.unpacked import unpacked_size
from mediascan.reading.warc.arc import arc_facts, arc_faults, walk
from mediascan.reading.window import Window

_SAMPLES = (1 * MIB, 8 * MIB)  # decompressed bytes looked at; the second where one holds nothing
_MOST = 4096  # records


def examine(window: Window) -> Finding | None:
    stream, found, length = Inflated(b"", 0, ended=False), None, 0
    for length in _SAMPLES:
        stream = inflate(window, Method.GZIP, length)
        found = walk(Window.over(stream.data, window.limits), _MOST)
        if found is None or found.count > 1 or stream.ended:
            break
    if found is None:
        return None
    read_all = stream.ended and len(stream.data) < length
    whole = read_all and found.end == len(stream.data)
    more = not read_all and stream.used < window.size and len(stream.data) >= length
    total = unpacked_size(window, Method.GZIP, stream) if more else 0
    facts = arc_facts(found, whole=whole, total=total)
    facts["compression"] = "gzip"
    if read_all:
        facts["uncompressed_bytes"] = len(stream.data)
    faults = end_faults(window, stream, length, facts)
    if not faults and (read_all or not isinstance(found.stopped, Truncated)):
        faults = arc_faults(found)  # else only the sample ends there
    sure = Confidence.CONSISTENT if whole and not faults else Confidence.PARSED
    evidence = (window.evidence(0, 32, "gzip header of the first record"),)
    return Finding("arc_gzip", Kind.DATASET, sure, facts, evidence, tuple(faults))


FORMAT = Format(
    id="arc_gzip",
    title="ARC web crawl in gzip",
    kind=Kind.DATASET,
    reference="https://archive.org/web/researcher/ArcFileFormat.php",
    examine=examine,
    suffixes=(".arc.gz", ".gz"),
    refines="gzip",
    inside=frozenset({"arc"}),
    weak=True,  # a fault is told by the general format already
)
