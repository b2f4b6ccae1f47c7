"""TFRecord in gzip, as `TFRecordOptions("GZIP")` writes it: the start is decompressed and read."""

from mediascan.formats.base import Format
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, fault_of
from mediascan.model.limits import MIB, Limits
from mediascan.reading.compression.gzip_header import gzip_header
from mediascan.reading.compression.inflate import Inflated, Method, inflate
from mediascan.reading.compression.unpacked import unpacked_size
from mediascan.reading.encodings.crc32c import masked
from mediascan.reading.tensorflow.record_tally import Tally
from mediascan.reading.window import Window

_FIRST = 64
_START = 1 * MIB  # decompressed bytes that are read


def examine(window: Window) -> Finding | None:
    header = gzip_header(window)
    if header is None:
        return None
    head = inflate(window, Method.GZIP, _FIRST).data
    if len(head) < 16 or masked(head[:8]) != int.from_bytes(head[8:12], "little"):
        return None
    stream = inflate(window, Method.GZIP, _START)
    tally = Tally()
    faults: tuple[Fault, ...] = ()
    try:
        tally.count(Window.over(stream.data, window.limits))
    except InputFault as bad:
        if stream.ended or stream.damage:
            faults = (fault_of(bad, "decompressed: "),)
    if not tally.records:
        return None
    facts = _facts(window, stream, tally)
    if stream.damage:
        faults = (Fault(FaultKind.MALFORMED, f"damaged gzip stream: {stream.damage}"),)
    sure = stream.ended and tally.ended and stream.used == window.size and not faults
    return Finding(
        "tfrecord_gzip",
        Kind.DATASET,
        Confidence.CONSISTENT if sure else Confidence.PARSED,
        facts,
        (window.evidence(0, header.size, "gzip header"),),
        faults,
    )


def _facts(window: Window, stream: Inflated, tally: Tally) -> Facts:
    facts = Facts(compression="gzip")
    if stream.ended:
        facts["uncompressed_bytes"] = len(stream.data)
        facts["sample_count"] = tally.records
    else:
        tally.estimate(facts, unpacked_size(window, Method.GZIP, stream))
    tally.features.say(facts, facts.get("sample_count", facts.get("estimated_sample_count", 0)))
    return facts


FORMAT = Format(
    id="tfrecord_gzip",
    title="TFRecord in gzip",
    kind=Kind.DATASET,
    reference="https://www.tensorflow.org/api_docs/python/tf/io/TFRecordOptions",
    examine=examine,
    suffixes=(".gz", ".tfrecord", ".tfrecords"),
    refines="gzip",
    inside=frozenset({"unknown"}),
    weak=True,  # a fault is told by the general format already
    limits=Limits(depth=32),
)
