"""Riegeli records: a file of compressed records, which Google's training pipelines keep data in.

64 bytes that are always the same, then chunks; see `reading/encodings/riegeli`. ArrayRecord files
and TensorFlow's `saved_model.cpb` are such files as well.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, Finding, Kind, fault_of
from mediascan.model.limits import MIB, Limits
from mediascan.reading.encodings.riegeli import SIGNATURE, chunks, compression_of
from mediascan.reading.records.first_records import say_first_records
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    if not window.has(SIGNATURE, 0):
        return None
    records = decoded = count = 0
    packed = ""
    faults: list[Fault] = []
    try:
        for chunk in chunks(window):
            count += 1
            records += chunk.records
            decoded += chunk.decoded
            packed = packed or compression_of(window, chunk)
    except InputFault as bad:
        faults.append(fault_of(bad, "not read to the end: "))
    facts = Facts(sample_count=records, uncompressed_bytes=decoded, batch_count=count)
    if packed:
        facts["compression"] = packed
    say_first_records(window, facts, records)
    return Finding(
        "riegeli",
        Kind.CONTAINER,
        Confidence.PARSED if faults else Confidence.CONSISTENT,
        facts,
        (window.evidence(0, 64, "signature of the file"),),
        tuple(faults),
    )


FORMAT = Format(
    id="riegeli",
    title="Riegeli records",
    kind=Kind.CONTAINER,
    reference="https://github.com/google/riegeli/blob/master/doc/riegeli_records_file_format.md",
    examine=examine,
    signatures=(Signature(SIGNATURE),),
    suffixes=(".riegeli",),
    limits=Limits(total=256 * MIB, seconds=30.0),
)
