"""fairseq's index of token ids, `.idx` of the older kind: "TNTIDX", five numbers, tables.

u64 version 1, type, bytes of an element, samples, sizes; Megatron adds a u64 number of documents.
Then i64 places in the sizes, places in the data, sizes and documents. The data lie in the `.bin`.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import Malformed
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind, fault_of
from mediascan.reading.records.extent import check_end
from mediascan.reading.records.token_types import TOKEN_TYPES
from mediascan.reading.window import Window

_MAGIC = b"TNTIDX\0\0"
_HEADER, _LONG = 48, 56  # bytes without and with a number of documents
_WIDTHS = frozenset({1, 2, 4, 8})


def examine(window: Window) -> Finding | None:
    if not window.has(_MAGIC, 0):
        return None
    cursor = window.cursor(len(_MAGIC))
    version, code, width, samples, sizes = (cursor.number("Q") for _ in range(5))
    if version != 1 or code not in TOKEN_TYPES or width not in _WIDTHS:
        raise Malformed(f"version {version}, type {code}, elements of {width} bytes")
    end = _HEADER + 16 * (samples + 1) + 8 * sizes
    documents = cursor.number("Q") if cursor.left >= 8 else 0
    header = _HEADER
    if window.size != end and window.size == end + 8 + 8 * documents:
        header, end = _LONG, window.size
    facts = Facts(dtype=TOKEN_TYPES[code][0], sample_count=samples, training_shape="token ids")
    facts["framework"] = "Megatron-LM" if header == _LONG else "fairseq"
    if header == _LONG and documents:
        facts["document_count"] = documents - 1
    faults = check_end(window.size, end, "tables", facts)
    if end <= window.size:
        try:
            tokens = _tokens(window, header, samples, sizes)
            facts["token_count"] = tokens
            facts["metadata"] = {"bytes of the .bin": str(tokens * width)}
        except Malformed as bad:
            faults = (*faults, fault_of(bad))
    return Finding(
        "fairseq_index",
        Kind.DATASET,
        Confidence.PARSED if faults else Confidence.CONSISTENT,
        facts,
        (window.evidence(0, header, "magic, version, type, numbers of samples and sizes"),),
        faults,
    )


def _tokens(window: Window, header: int, samples: int, sizes: int) -> int:
    """The last place in the data is the number of elements."""
    table = 8 * (samples + 1)
    ends = [window.cursor(at).number("q") for at in (header, header + table)]
    dims = window.cursor(header + table - 8).number("q")
    tokens = window.cursor(header + 2 * table - 8).number("q")
    if any(ends) or dims != sizes or tokens < 0:
        raise Malformed(f"the tables start at {ends} and end at size {dims} of {sizes}")
    return tokens


FORMAT = Format(
    id="fairseq_index",
    title="fairseq index of token ids",
    kind=Kind.DATASET,
    reference="https://github.com/facebookresearch/fairseq/blob/main/fairseq/data/indexed_dataset.py",
    examine=examine,
    signatures=(Signature(_MAGIC),),
    suffixes=(".idx",),
)
