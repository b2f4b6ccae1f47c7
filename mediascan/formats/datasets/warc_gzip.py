"""WARC in gzip, each record a member of its own: how Common Crawl's files are handed out."""

from mediascan.formats.base import Format
from mediascan.model.errors import Truncated
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.model.limits import MIB
from mediascan.reading.compression.gzip_ends import end_faults
from mediascan.reading.compression.inflate import Inflated, Method, inflate
from mediascan.reading.compression.unpacked import unpacked_size
from mediascan.reading.warc.records import record_facts, record_faults, walk
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
    facts = record_facts(
        found,
        whole=whole,
        total=unpacked_size(window, Method.GZIP, stream) if more else 0,
    )
    facts["compression"] = "gzip"
    if read_all:
        facts["uncompressed_bytes"] = len(stream.data)
    faults = end_faults(window, stream, length, facts)
    if read_all or not isinstance(found.stopped, Truncated):  # else only the sample ends there
        faults += record_faults(found) if not faults else []
    return Finding(
        "warc_gzip",
        Kind.DATASET,
        Confidence.CONSISTENT if whole and not faults else Confidence.PARSED,
        facts,
        (window.evidence(0, 32, "gzip header of the first record"),),
        tuple(faults),
    )


FORMAT = Format(
    id="warc_gzip",
    title="WARC web crawl in gzip",
    kind=Kind.DATASET,
    reference="https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
    examine=examine,
    suffixes=(".warc.gz", ".wet.gz", ".wat.gz", ".gz"),
    refines="gzip",
    inside=frozenset({"warc"}),
    weak=True,  # a fault is told by the general format already
)
