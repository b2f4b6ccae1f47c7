"""CSV or TSV table of training records in gzip (`.csv.gz`, `.tsv.gz`)."""

from mediascan.formats.base import Format
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.reading.compression.gzip_ends import end_faults
from mediascan.reading.compression.gzip_start import gzip_start
from mediascan.reading.compression.inflate import Method, inflate
from mediascan.reading.compression.unpacked import unpacked_size
from mediascan.reading.encodings.csv_table import (
    SAMPLE,
    csv_facts,
    csv_faults,
    header_of,
    sample_rows,
)
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    found = header_of(window.once(gzip_start).data)
    if found is None:
        return None
    stream = inflate(window, Method.GZIP, SAMPLE)
    sample_rows(found, stream.data, whole=stream.ended and len(stream.data) < SAMPLE)
    if not found.likely:
        return None
    facts = csv_facts(found, unpacked_size(window, Method.GZIP, stream), len(stream.data))
    facts["compression"] = "gzip"
    faults = csv_faults(found)
    faults += end_faults(window, stream, SAMPLE, facts)
    evidence = (window.evidence(0, 32, "gzip header"),)
    return Finding("csv_gzip", Kind.DATASET, Confidence.PARSED, facts, evidence, tuple(faults))


FORMAT = Format(
    id="csv_gzip",
    title="CSV table of training records in gzip",
    kind=Kind.DATASET,
    reference="https://www.rfc-editor.org/rfc/rfc4180",
    examine=examine,
    suffixes=(".csv.gz", ".tsv.gz", ".gz", ".csv"),
    refines="gzip",
    inside=frozenset({"text"}),
    weak=True,  # a fault is told by the general format already
)
