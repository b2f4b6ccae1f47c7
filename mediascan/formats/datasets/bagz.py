"""Bagz with records that are each compressed with zstd, `.bagz`; see `reading/records/bagz`."""

from mediascan.formats.base import Format
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.reading.compression.inflate import Method
from mediascan.reading.records.bagz import all_start, read_ends, say_records
from mediascan.reading.window import Window

_ZSTD = b"\x28\xb5\x2f\xfd"


def examine(window: Window) -> Finding | None:
    found = read_ends(window, 1)
    if found is None or not all_start(window, found[1], _ZSTD):
        return None
    count, ends = found
    facts = Facts(sample_count=count, compression="zstd, each record")
    say_records(window, ends, Method.ZSTD, facts)
    evidence = (
        window.evidence(0, 16, "first record"),
        window.evidence(window.size - 8 * count, 64, "table of the ends of records"),
    )
    return Finding("bagz", Kind.DATASET, Confidence.CONSISTENT, facts, evidence)


FORMAT = Format(
    id="bagz",
    title="Bagz records in zstd",
    kind=Kind.DATASET,
    reference="https://github.com/google-deepmind/bagz",
    examine=examine,
    suffixes=(".bagz",),
    refines="zstd",
    weak=True,
)
