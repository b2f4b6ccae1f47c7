"""NumPy array file: a short text header, then the numbers. Corpora of tokens are often kept so.

An array of objects ('|O') has a pickle instead of numbers: it is walked on symbols, not loaded.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, fault_of
from mediascan.reading.nature.vocabularies import numbers_of, vocabulary_of
from mediascan.reading.numpy.npy_header import LONGEST, MAGIC, Array, header_size, parse_header
from mediascan.reading.pickles.opcodes import walk
from mediascan.reading.pickles.report import add_imports
from mediascan.reading.window import Window

_SAMPLE = 1 << 15  # bytes of numbers that may be token ids
_CODES = {"u2": "H", "u4": "I", "i4": "i", "i8": "q"}


def examine(window: Window) -> Finding | None:
    size = header_size(window.upto(0, 12))
    if not size:
        return None
    array = parse_header(window.upto(0, min(size, LONGEST + 1)))
    facts = Facts(
        version=array.version,
        dtype=array.dtype,
        shape=list(array.shape),
        element_count=array.elements,
    )
    if array.fields:
        facts["columns"] = list(array.fields)
        facts["column_types"] = array.fields
    if array.fortran:
        facts["metadata"] = {"fortran_order": "True"}
    whole, faults = (
        _pickled(window, array, facts) if array.holds_objects else (_numbers(window, array, facts))
    )
    return Finding(
        "npy",
        Kind.DATASET,
        Confidence.CONSISTENT if whole else Confidence.PARSED,
        facts,
        (window.evidence(0, 64, "magic and start of the header"),),
        faults,
    )


def _numbers(window: Window, array: Array, facts: Facts) -> tuple[bool, tuple[Fault, ...]]:
    """Whether the numbers fill the file, and what is wrong if not."""
    facts["declared_bytes"] = array.size
    end = array.start + array.size
    if end > window.size:
        facts["missing_bytes"] = end - window.size
        return False, (Fault(FaultKind.TRUNCATED, f"{end - window.size} bytes are missing"),)
    _say_tokens(window, array, facts)
    if end < window.size:
        facts["trailing_bytes"] = window.size - end
        text = f"{window.size - end} bytes behind the array"
        return False, (Fault(FaultKind.MALFORMED, text),)
    return True, ()


def _say_tokens(window: Window, array: Array, facts: Facts) -> None:
    """Whether the numbers are token ids, by those at the start."""
    code = _CODES.get(array.dtype.lstrip("<=|"))
    known = vocabulary_of(numbers_of(window.upto(array.start, _SAMPLE), code)) if code else None
    if known is not None:
        facts["training_shape"] = "token ids"
        facts["token_count"] = array.elements
        facts["tokenizer"] = known.name
        facts["shape_evidence"] = [f"the ids of common words of {known.name} are the most frequent"]


def _pickled(window: Window, array: Array, facts: Facts) -> tuple[bool, tuple[Fault, ...]]:
    """The same for an array of objects: what loading it would import."""
    found = walk(window, array.start)
    add_imports(facts, [found])
    if found.fault is not None:
        return False, (fault_of(found.fault, "pickle of the objects: "),)
    if found.end < window.size:
        facts["trailing_bytes"] = window.size - found.end
        text = f"{window.size - found.end} bytes behind the pickle of the objects"
        return False, (Fault(FaultKind.MALFORMED, text),)
    return True, ()


FORMAT = Format(
    id="npy",
    title="NumPy array",
    kind=Kind.DATASET,
    reference="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html",
    examine=examine,
    signatures=(Signature(MAGIC),),
    suffixes=(".npy",),
)
