"""Weights of an Espresso network, `.espresso.weights`. No signature: the sizes tell.

u64 count, for each blob u64 key and u64 size, then the blobs without gaps up to the end. What a
blob is, the network beside it says.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.reading.window import Window

_KEYS = 1 << 20
_MOST = 1 << 16  # blobs: the signature says so


def examine(window: Window) -> Finding | None:
    head = window.cursor()
    if window.size < 24 or not 0 < (count := head.number("Q")) < _MOST:
        return None
    at = 8 + count * 16
    if head.number("Q") >= _KEYS or not 0 <= head.number("Q") <= window.size - at:
        return None
    table = window.cursor(8)
    keys: set[int] = set()
    size = 0
    for _ in range(window.bounded(count)):
        key, length = table.number("Q"), table.number("Q")
        size += length
        if key >= _KEYS or key in keys or at + size > window.size:
            return None
        keys.add(key)
    if not size or at + size != window.size:
        return None
    facts = Facts(framework="Core ML (Espresso)", tensor_count=count, declared_bytes=size)
    return Finding(
        "espresso_weights",
        Kind.CHECKPOINT,
        Confidence.CONSISTENT,
        facts,
        (window.evidence(0, 64, "count, and key and size of each blob"),),
    )


FORMAT = Format(
    id="espresso_weights",
    title="Weights of an Espresso network (Core ML)",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/lutzroeder/netron/blob/main/source/espresso.js",
    examine=examine,
    signatures=(Signature(bytes(6), at=2),),
    suffixes=(".espresso.weights",),
    weak=True,
)
