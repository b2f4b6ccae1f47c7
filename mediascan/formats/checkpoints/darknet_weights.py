"""Darknet weights (YOLO): a short header and nothing but floats; names are in the .cfg beside it.

Layout: i32 major, minor, revision; images seen as u64 (u32 before version 0.2); float32 to the end.
The header proves little, so samples of the numbers must look like weights.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.reading.weights import like_float32
from mediascan.reading.window import Window

_HEADS = tuple(
    bytes([0, 0, 0, 0, minor, 0, 0, 0, revision, 0, 0, 0])
    for minor in (1, 2)
    for revision in range(6)
)
_SAMPLE = 4096
_MOST_SEEN = 1 << 40


def examine(window: Window) -> Finding | None:
    head = window.upto(0, 20)
    start = 20 if len(head) >= 20 and head[4] >= 2 else 16
    seen = int.from_bytes(head[12:start], "little")
    numbers, odd = divmod(window.size - start, 4)
    if numbers < 64 or odd or seen >= _MOST_SEEN:
        return None
    for place in (0, numbers // 2, max(0, numbers - _SAMPLE // 4)):
        if not like_float32(window.upto(start + 4 * place, _SAMPLE)):
            return None
    version = f"{head[0]}.{head[4]}.{head[8]}"
    facts = Facts(framework="Darknet", version=version, parameter_count=numbers)
    facts["dtypes"] = {"float32": numbers}
    facts["samples_seen"] = seen
    return Finding(
        "darknet_weights",
        Kind.CHECKPOINT,
        Confidence.PARSED,
        facts,
        (window.evidence(0, 32, "version, images seen, first numbers"),),
    )


FORMAT = Format(
    id="darknet_weights",
    title="Darknet weights",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/pjreddie/darknet/blob/master/src/parser.c",
    examine=examine,
    signatures=tuple(Signature(head) for head in _HEADS),
    suffixes=(".weights",),
    weak=True,
)
