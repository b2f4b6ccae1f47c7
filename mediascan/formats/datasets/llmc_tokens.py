"""llm.c and modded-nanogpt: token ids for training, 256 i32 of header, then all ids.

The first i32 is 20240520 (u16 ids, version 1: GPT-2) or 20240801 (u32 ids, version 7: Llama 3), the
third the number of ids. The size follows to the byte.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.reading.records.extent import check_end
from mediascan.reading.window import Window

_WIDTHS = {20240520: 2, 20240801: 4}
_TOKENIZERS = {20240520: "GPT-2", 20240801: "Llama 3"}
_ENDS = {20240520: 50256, 20240801: 128000}  # the id that stands before each document
_VERSIONS = range(1, 16)
_HEADER = 1024
_SAMPLE = 1 << 15  # ids looked at


def examine(window: Window) -> Finding | None:
    if window.size < _HEADER:
        return None
    cursor = window.cursor()
    magic, version, count = (cursor.number("i") for _ in range(3))
    if magic not in _WIDTHS or version not in _VERSIONS or count < 0:
        return None
    width = _WIDTHS[magic]
    if window.size != _HEADER + count * width and any(window.read(12, _HEADER - 12)):
        return None  # neither the size nor the empty rest of the header
    facts = Facts(
        producer="llm.c",
        training_shape="token ids",
        token_count=count,
        dtype=f"uint{8 * width}",
        tokenizer=_TOKENIZERS[magic],
        version=str(version),
    )
    _add_sample(window, magic, width, min(count, _SAMPLE), facts)
    faults = check_end(window.size, _HEADER + count * width, "token ids", facts)
    return Finding(
        "llmc_tokens",
        Kind.DATASET,
        Confidence.PARSED if faults else Confidence.CONSISTENT,
        facts,
        (window.evidence(0, 12, "magic, version and number of tokens"),),
        faults,
    )


def _add_sample(window: Window, magic: int, width: int, count: int, facts: Facts) -> None:
    """What the first ids say of the vocabulary and of the documents."""
    data = window.upto(_HEADER, count * width)
    ids = [
        int.from_bytes(data[at : at + width], "little")
        for at in range(0, len(data) - width + 1, width)
    ]
    if ids:
        facts["metadata"] = {
            "largest of the first ids": str(max(ids)),
            "documents that start in them": f"{ids.count(_ENDS[magic])} in {len(ids)} ids",
        }


FORMAT = Format(
    id="llmc_tokens",
    title="llm.c token ids",
    kind=Kind.DATASET,
    reference="https://github.com/karpathy/llm.c/blob/master/dev/data/data_common.py",
    examine=examine,
    signatures=tuple(Signature(one.to_bytes(4, "little")) for one in _WIDTHS),
    suffixes=(".bin",),
)
