"""Megatron's index of a corpus of token ids, `.idx`: "MMIDIDX", the type, sizes, places, documents.

u64 version, u8 type, u64 sequences, u64 document marks; then i32 sizes, i64 places in the `.bin`,
i64 marks and, of multimodal corpora, i8 modes. fairseq writes the same without documents. The ids
lie in the `.bin` beside it, which has no header: this file is what says how many there are.
"""

from dataclasses import dataclass

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import Malformed
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind, fault_of
from mediascan.reading.records.extent import check_end
from mediascan.reading.records.token_types import TOKEN_TYPES
from mediascan.reading.window import Window

_MAGIC = b"MMIDIDX\0\0"
_HEADER, _SHORT = 34, 26  # bytes with and without a count of documents
_PLACE, _SIZE = 8, 4


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the tables are, and how many bytes they take."""

    sequences: int
    marks: int
    header: int
    end: int
    modes: int = 0

    @property
    def places_at(self) -> int:
        return self.header + _SIZE * self.sequences

    @property
    def marks_at(self) -> int:
        return self.places_at + _PLACE * self.sequences


def examine(window: Window) -> Finding | None:
    if not window.has(_MAGIC, 0):
        return None
    cursor = window.cursor(len(_MAGIC))
    version, code = cursor.number("Q"), cursor.number("B")
    if version != 1 or code not in TOKEN_TYPES:
        raise Malformed(f"version {version}, type {code}")
    sequences = cursor.number("Q")
    layout = _layout(window.size, sequences, cursor.number("Q") if cursor.left >= 8 else 0)
    dtype, width = TOKEN_TYPES[code]
    facts = Facts(dtype=dtype, sample_count=sequences, training_shape="token ids")
    facts["framework"] = "Megatron-LM" if layout.marks else "fairseq"
    if layout.marks:
        facts["document_count"] = layout.marks - 1
    faults = check_end(window.size, layout.end, "tables", facts)
    if layout.end <= window.size:
        try:
            _add_tokens(window, layout, width, facts)
        except Malformed as bad:
            faults = (*faults, fault_of(bad))
    return Finding(
        "megatron_index",
        Kind.DATASET,
        Confidence.PARSED if faults else Confidence.CONSISTENT,
        facts,
        (window.evidence(0, layout.header, "magic, version, type, number of sequences"),),
        faults,
    )


def _layout(size: int, sequences: int, marks: int) -> _Layout:
    """The layout that fits the size of the file; Megatron's where none does."""
    end = _HEADER + (_SIZE + _PLACE) * sequences + 8 * marks
    short = _SHORT + (_SIZE + _PLACE) * sequences
    if size == short != end or marks > sequences + 1:  # sizes, read as a number of marks
        return _Layout(sequences, 0, _SHORT, short)
    if size == end + sequences:
        return _Layout(sequences, marks, _HEADER, size, modes=1)
    return _Layout(sequences, marks, _HEADER, end)


def _add_tokens(window: Window, layout: _Layout, width: int, facts: Facts) -> None:
    """The number of tokens, which follows from the last place and the last size."""
    count = layout.sequences
    if not count:
        facts["token_count"] = 0
        return
    first = window.cursor(layout.places_at).number("q")
    last = window.cursor(layout.places_at + _PLACE * (count - 1)).number("q")
    size = window.cursor(layout.header + _SIZE * (count - 1)).number("i")
    if first or last < 0 or last % width or size < 0:
        raise Malformed(f"places from {first} to {last} and a last size of {size}")
    tokens = last // width + size
    facts["token_count"] = tokens
    facts["metadata"] = {"bytes of the .bin": str(tokens * width)}
    if layout.modes:
        facts["metadata"]["modes"] = "one a sequence: more than text"
    head = window.upto(layout.header, _SIZE * min(count, 4096))
    sizes = [int.from_bytes(head[at : at + 4], "little") for at in range(0, len(head), 4)]
    facts["metadata"]["longest of the first sequences"] = str(max(sizes))
    if len(set(sizes)) == 1:
        facts["sequence_length"] = sizes[0]
    if layout.marks:
        final = window.cursor(layout.marks_at + 8 * (layout.marks - 1)).number("q")
        if window.cursor(layout.marks_at).number("q") or final != count:
            raise Malformed(f"the documents end at sequence {final} of {count}")


FORMAT = Format(
    id="megatron_index",
    title="Megatron index of token ids",
    kind=Kind.DATASET,
    reference="https://github.com/NVIDIA/Megatron-LM/blob/main/megatron/core/datasets/indexed_dataset.py",
    examine=examine,
    signatures=(Signature(_MAGIC),),
    suffixes=(".idx",),
)
