"""CDX or CDXJ in gzip, some thousand lines a member: `cdx-00000.gz` of Common Crawl."""

from mediascan.formats.base import Format
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.reading.compression.gzip_ends import end_faults
from mediascan.reading.compression.gzip_start import gzip_start
from mediascan.reading.compression.inflate import Method, inflate
from mediascan.reading.compression.unpacked import unpacked_size
from mediascan.reading.warc.cdx import SAMPLE, cdx_facts, cdx_faults, cdx_lines, is_cdx
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    if not is_cdx(window.once(gzip_start).data):
        return None
    stream = inflate(window, Method.GZIP, SAMPLE)
    whole = stream.ended and len(stream.data) < SAMPLE
    found = cdx_lines(stream.data, whole=whole)
    if found is None:
        return None
    facts = cdx_facts(found, unpacked_size(window, Method.GZIP, stream))
    facts["compression"] = "gzip"
    faults = [*end_faults(window, stream, SAMPLE, facts), *cdx_faults(found)]
    sure = Confidence.CONSISTENT if found.all and not faults else Confidence.PARSED
    evidence = (window.evidence(0, 32, "gzip header"),)
    return Finding("cdx_gzip", Kind.DATASET, sure, facts, evidence, tuple(faults))


FORMAT = Format(
    id="cdx_gzip",
    title="CDX index of a web crawl in gzip",
    kind=Kind.DATASET,
    reference="https://iipc.github.io/warc-specifications/specifications/cdx-format/openwayback-cdxj/",
    examine=examine,
    suffixes=(".cdx.gz", ".gz"),
    refines="gzip",
    inside=frozenset({"text"}),
    weak=True,  # a fault is told by the general format already
)
