"""llm.c: weights of GPT-2 or Llama 3 for training in C. 256 i32 of settings, then all weights.

The first i32 is 20240326 (GPT-2) or 20240803 (Llama 3), the second the type: 3 float32, 5
bfloat16 with a vocabulary that is padded, 1 and 2 the same without. The size follows to the byte.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import Malformed
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind
from mediascan.reading.weights import end_faults
from mediascan.reading.window import Window

_GPT2, _LLAMA3 = 20240326, 20240803
_HEADER = 1024
_WIDTHS = {1: 4, 3: 4, 2: 2, 5: 2}  # version -> bytes of a number
_NAMES = {
    _GPT2: ("context", "words", "layers", "heads", "hidden", "rows"),
    _LLAMA3: ("context", "words", "layers", "heads", "shared", "hidden"),
}
_LARGEST = 1 << 24


def examine(window: Window) -> Finding | None:
    if window.size < _HEADER:
        return None
    cursor = window.cursor()
    magic, version = cursor.number("i"), cursor.number("i")
    if magic not in _NAMES or version not in _WIDTHS:
        return None
    sizes = {name: cursor.number("i") for name in _NAMES[magic]}
    if version in {1, 2} and magic == _GPT2:
        sizes["rows"] = sizes["words"]
    for name, size in sizes.items():
        if not 0 < size <= _LARGEST:
            raise Malformed(f"{name} {size}")
    if sizes["hidden"] % sizes["heads"]:
        raise Malformed(f"{sizes['hidden']} do not divide by {sizes['heads']} heads")
    numbers, odd = divmod(window.size - _HEADER, _WIDTHS[version])
    facts = _facts(sizes, "F32" if _WIDTHS[version] == 4 else "BF16", version)
    if magic == _GPT2:
        behind = (numbers - _gpt2(sizes)) * _WIDTHS[version] + odd
        facts["family"], facts["parameter_count"] = "GPT-2", _gpt2(sizes)
        facts["intermediate_size"] = 4 * sizes["hidden"]
        faults = end_faults(behind, facts)
    else:
        facts["family"] = "Llama"
        facts["kv_head_count"] = sizes["shared"]
        faults = _add_llama3(sizes, numbers, odd, facts)
    return Finding(
        "llmc_model",
        Kind.CHECKPOINT,
        Confidence.PARSED if faults else Confidence.CONSISTENT,
        facts,
        (window.evidence(0, 64, "magic, version and settings"),),
        faults,
    )


def _facts(sizes: dict[str, int], dtype: str, version: int) -> Facts:
    return Facts(
        family="",
        family_evidence=["the magic of llm.c says so"],
        version=str(version),
        producer="llm.c",
        quantization=dtype,
        layer_count=sizes["layers"],
        hidden_size=sizes["hidden"],
        head_count=sizes["heads"],
        vocabulary_size=sizes["words"],
        context_length=sizes["context"],
    )


def _gpt2(sizes: dict[str, int]) -> int:
    hidden = sizes["hidden"]
    block = 12 * hidden * hidden + 13 * hidden
    return (sizes["rows"] + sizes["context"] + 2) * hidden + sizes["layers"] * block


def _add_llama3(sizes: dict[str, int], numbers: int, odd: int, facts: Facts) -> tuple[Fault, ...]:
    """The width of the feed-forward network is told by nothing but the size of the file."""
    hidden, layers = sizes["hidden"], sizes["layers"]
    shared = hidden // sizes["heads"] * sizes["shared"]
    block = 2 * hidden * (hidden + shared) + 2 * hidden
    rest = numbers - 2 * sizes["words"] * hidden - hidden - layers * block
    wide, left = divmod(rest, 3 * hidden * layers)
    if odd or left or wide <= 0:
        return (Fault(FaultKind.MALFORMED, "the size of the file fits no width of its layers"),)
    facts["intermediate_size"] = wide
    facts["parameter_count"] = numbers
    return ()


FORMAT = Format(
    id="llmc_model",
    title="llm.c model weights",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/karpathy/llm.c/blob/master/train_gpt2.py",
    examine=examine,
    signatures=tuple(Signature(one.to_bytes(4, "little")) for one in _NAMES),
    suffixes=(".bin",),
)
