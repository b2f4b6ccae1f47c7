"""llama2.c: a Llama for one file of C. 256 bytes of settings, then all weights in one order.

"24ka" ("ak42" as a number), i32 version, seven i32, u8 whether input and output share a matrix,
in version 2 i32 size of a group. Version 1 holds float32; in version 2 matrices are int8 with a
float32 for each group. The order gives the size to the byte. Version 0 has no magic and is not
looked for.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import Malformed
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.reading.weights import end_faults
from mediascan.reading.window import Window

_MAGIC = b"24ka"
_HEADER = 256
_NAMES = ("hidden", "wide", "layers", "heads", "shared", "words", "context")
_LARGEST = 1 << 24


def examine(window: Window) -> Finding | None:
    if window.size < _HEADER or not window.has(_MAGIC, 0):
        return None
    cursor = window.cursor(4)
    version = cursor.number("i")
    if version not in {1, 2}:
        return None
    sizes = {name: cursor.number("i") for name in _NAMES}
    for name, size in sizes.items():
        if not 0 < size <= _LARGEST:
            raise Malformed(f"{name} {size}")
    tied = cursor.number("B")
    group = cursor.number("i") if version == 2 else 0
    if tied > 1 or group < 0 or (version == 2 and not group):
        raise Malformed(f"shared {tied}, groups of {group}")
    if sizes["hidden"] % sizes["heads"]:
        raise Malformed(f"{sizes['hidden']} do not divide by {sizes['heads']} heads")
    norms, matrices = _counts(sizes, tied=bool(tied))
    facts = _facts(sizes, norms + matrices)
    facts["version"] = str(version)
    facts["quantization"] = f"int8, groups of {group}" if group else "F32"
    packed = matrices + 4 * (matrices // group) if group else 4 * matrices
    expected = 4 * norms + packed
    facts["declared_bytes"] = expected
    faults = end_faults(window.size - _HEADER - expected, facts)
    return Finding(
        "llama2c",
        Kind.CHECKPOINT,
        Confidence.PARSED if faults else Confidence.CONSISTENT,
        facts,
        (window.evidence(0, 64, "magic, version and settings"),),
        faults,
    )


def _counts(sizes: dict[str, int], *, tied: bool) -> tuple[int, int]:
    """Numbers in norms, and in matrices."""
    hidden, layers = sizes["hidden"], sizes["layers"]
    shared = hidden // sizes["heads"] * sizes["shared"]
    block = 2 * hidden * (hidden + shared) + 3 * hidden * sizes["wide"]
    words = sizes["words"] * hidden * (1 if tied else 2)
    return (2 * layers + 1) * hidden, words + layers * block


def _facts(sizes: dict[str, int], count: int) -> Facts:
    return Facts(
        family="Llama",
        family_evidence=["llama2.c holds no other"],
        parameter_count=count,
        layer_count=sizes["layers"],
        hidden_size=sizes["hidden"],
        intermediate_size=sizes["wide"],
        head_count=sizes["heads"],
        kv_head_count=sizes["shared"],
        vocabulary_size=sizes["words"],
        context_length=sizes["context"],
        producer="llama2.c",
    )


FORMAT = Format(
    id="llama2c",
    title="llama2.c model weights",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/karpathy/llama2.c/blob/master/export.py",
    examine=examine,
    signatures=(Signature(_MAGIC),),
    suffixes=(".bin",),
)
