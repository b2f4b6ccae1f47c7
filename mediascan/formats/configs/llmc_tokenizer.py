"""llm.c: a vocabulary. 256 u32 (20240328, version, words, last word), then each word after a u8."""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, Malformed
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind, fault_of
from mediascan.reading.window import Window

_MAGIC = 20240328
_HEADER = 1024
_MOST_WORDS = 1 << 20


def examine(window: Window) -> Finding | None:
    if window.size < _HEADER:
        return None
    cursor = window.cursor(4)
    version, words, end = (cursor.number("I") for _ in range(3))
    if version not in {1, 2} or not 0 < words <= _MOST_WORDS:
        return None
    facts = Facts(version=str(version), producer="llm.c", vocabulary_size=words)
    faults = []
    try:
        walk = window.cursor(_HEADER)
        for _ in range(window.bounded(words)):
            walk.skip(walk.number("B"))
        if walk.left:
            facts["trailing_bytes"] = walk.left
            raise Malformed(f"{walk.left} bytes behind the last word")
    except InputFault as bad:
        faults.append(fault_of(bad))
    if version == 2 and end >= words:
        faults.append(fault_of(Malformed(f"the end of a text is word {end} of {words}")))
    return Finding(
        "llmc_tokenizer",
        Kind.CONFIG,
        Confidence.PARSED if faults else Confidence.CONSISTENT,
        facts,
        (window.evidence(0, 16, "magic, version, words"), window.evidence(_HEADER, 64, "words")),
        tuple(faults),
    )


FORMAT = Format(
    id="llmc_tokenizer",
    title="llm.c tokenizer",
    kind=Kind.CONFIG,
    reference="https://github.com/karpathy/llm.c/blob/master/train_gpt2.py",
    examine=examine,
    signatures=(Signature(_MAGIC.to_bytes(4, "little")),),
    suffixes=(".bin",),
)
