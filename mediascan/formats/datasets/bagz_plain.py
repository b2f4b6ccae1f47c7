"""Bagz with records as they are, `.bag`; see `reading/records/bagz`."""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.reading.compression.inflate import Method
from mediascan.reading.records.bagz import read_ends, say_records, table_of
from mediascan.reading.window import Window

_ZSTD = b"\x28\xb5\x2f\xfd"
_FEWEST = 3  # records: a table of two ends proves too little


def look(_head: bytes, tail: bytes, size: int) -> bool:
    """Whether the last end says where a table of ends starts."""
    return table_of(tail[-8:], size, _FEWEST)[0] > 0


def examine(window: Window) -> Finding | None:
    found = read_ends(window, _FEWEST)
    if found is None or window.has(_ZSTD, 0):  # those are `bagz`
        return None
    count, ends = found
    facts = Facts(sample_count=count, compression="none")
    say_records(window, ends, Method.STORED, facts)
    evidence = (
        window.evidence(0, 16, "first record"),
        window.evidence(window.size - 8 * count, 64, "table of the ends of records"),
    )
    return Finding("bagz_plain", Kind.DATASET, Confidence.CONSISTENT, facts, evidence)


FORMAT = Format(
    id="bagz_plain",
    title="Bagz records",
    kind=Kind.DATASET,
    reference="https://github.com/google-deepmind/bagz",
    examine=examine,
    signatures=(Signature(b"\0\0", at=-2),),  # of the last end; the table proves itself
    suffixes=(".bag",),
    weak=True,
    look=look,
)
