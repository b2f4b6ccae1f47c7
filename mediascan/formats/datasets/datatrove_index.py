"""`.ds.index` of datatrove: u64 where each document ends, counted in tokens; nothing else.

There is no magic and no length: a table of numbers that rise is all that the file is, so other
tables of places look alike. The token ids lie in the `.ds` beside it, 2 or 4 bytes each.
"""

from itertools import pairwise

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.reading.window import Window

_FEWEST = 16  # documents
_CHECKED = 4096  # at the start, and as many at the end
_LONGEST = 1 << 26  # tokens of a document
_FIRST = 64  # bytes looked at first


def look(head: bytes, _tail: bytes, size: int) -> bool:
    """Whether the first two ends rise."""
    if size % 8 or size < 8 * _FEWEST:
        return False
    return 0 < int.from_bytes(head[:8], "little") < int.from_bytes(head[8:16], "little")


def examine(window: Window) -> Finding | None:
    if not look(window.upto(0, 16), b"", window.size):
        return None
    if not _rise(_ends(window.sparse(0, min(_FIRST, window.size)))):
        return None
    length = 8 * min(window.size // 8, _CHECKED)
    head = _ends(window.read(0, length))
    tail = _ends(window.read(window.size - length, length))
    if not _rise(head) or not _rise(tail[1:]) or tail[-1] < head[-1]:
        return None
    documents, tokens = window.size // 8, tail[-1]
    if tokens < documents or tokens > documents * _LONGEST:
        return None
    facts = Facts(
        training_shape="token ids",
        sample_count=documents,
        token_count=tokens,
        metadata={"bytes of the .ds": f"{2 * tokens} or {4 * tokens}"},
    )
    evidence = (window.evidence(0, 64, "ends of the first documents: numbers that rise"),)
    return Finding("datatrove_index", Kind.DATASET, Confidence.MAGIC, facts, evidence)


def _ends(data: bytes) -> list[int]:
    return [int.from_bytes(data[at : at + 8], "little") for at in range(0, len(data), 8)]


def _rise(ends: list[int]) -> bool:
    """Whether each document has tokens, and not more than a document can have."""
    return all(0 < after - before < _LONGEST for before, after in pairwise(ends))


FORMAT = Format(
    id="datatrove_index",
    title="datatrove index of documents",
    kind=Kind.DATASET,
    reference="https://github.com/huggingface/datatrove/blob/main/src/datatrove/pipeline/tokens/tokenizer.py",
    examine=examine,
    signatures=(Signature(bytes(4), at=4),),  # the upper half of the first end
    suffixes=(".index",),
    weak=True,
    look=look,
)
