"""Parquet: a table of columns. "PAR1", pages of the columns, the footer, u32 its length, "PAR1".

The footer says everything: schema, rows, row groups, who wrote it. A file cut short has lost it,
and is known by its first page header alone. An encrypted footer has "PARE" in both places, and in
the clear only how it is encrypted. A summary file (`_metadata`) is a footer without pages.
"""

from dataclasses import dataclass

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, LimitExceeded, Malformed, Truncated
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Evidence, Fault, FaultKind, Finding, Kind
from mediascan.model.limits import MIB, Limits
from mediascan.reading.encodings.thrift import CompactReader
from mediascan.reading.parquet.footer import Footer, read_crypto
from mediascan.reading.parquet.report import SIGNATURE, footer_facts, footer_faults
from mediascan.reading.window import Window

_PLAIN, _SEALED = b"PAR1", b"PARE"
_LONGEST_FOOTER = 64 * MIB  # read at once; a footer is kilobytes, of wide tables some megabytes
_LARGEST_HEADER = 1 << 16  # of an encrypted page header, the first thing in an encrypted column
_TAIL = 1 << 16  # bytes searched for an end that other bytes were added to
_PAGE_TYPES = {0, 1, 2, 3}  # data, index, dictionary, data v2
_PAGE_HEADERS = {5, 6, 7, 8}  # fields of PageHeader, one for each type


@dataclass(frozen=True, slots=True)
class _End:
    """Where a footer lies: the length and the magic stand behind it."""

    magic: bytes
    footer_at: int
    length: int

    @property
    def stop(self) -> int:
        """Offset of the first byte behind the format."""
        return self.footer_at + self.length + 8


def examine(window: Window) -> Finding | None:
    head = window.upto(0, 4)
    if head not in (_PLAIN, _SEALED) or window.size < 12:
        return None
    end = _end(window)
    if end is None:
        if _starts_with_pages(window):
            raise Truncated("the footer is missing: the file is cut short")
        return None
    if end.magic != head:
        raise Malformed(f"starts with {head.decode()}, ends with {end.magic.decode()}")
    if end.magic == _SEALED:
        return _sealed(window, end)
    return _plain(window, end)


def _end(window: Window) -> _End | None:
    """The end of the format: at the end of the file, or the last one that has bytes behind it."""
    last = _end_at(window, window.size)
    if last is not None:
        return last
    start = max(0, window.size - _TAIL)
    tail = window.upto(start, _TAIL)
    found = max(tail.rfind(_PLAIN), tail.rfind(_SEALED))
    return _end_at(window, start + found + 4) if found >= 0 else None


def _end_at(window: Window, stop: int) -> _End | None:
    """The footer whose magic ends at `stop`, when its first bytes are those of a footer."""
    if stop < 12:
        return None
    magic = window.read(stop - 4, 4)
    length = window.cursor(stop - 8).number("I")
    if magic not in (_PLAIN, _SEALED) or not 2 <= length <= stop - 12:
        return None
    first = window.read(stop - 8 - length, 2)
    # field 1 is the version, 1 or 2; of an encrypted footer a struct
    fits = first in (b"\x15\x02", b"\x15\x04") if magic == _PLAIN else first[0] == 0x1C
    return _End(magic, stop - 8 - length, length) if fits else None


def _plain(window: Window, end: _End) -> Finding:
    footer = Footer(end.footer_at)
    reader = CompactReader(window.cut(end.footer_at, min(end.length, _LONGEST_FOOTER)))
    stopped = _walk(footer, reader, end)
    facts = footer_facts(footer, window)
    faults = [stopped] if stopped else footer_faults(footer, reader.left)
    confidence = Confidence.MAGIC
    if not stopped or (stopped.kind is FaultKind.LIMIT and footer.schema.complete):
        confidence = Confidence.PARSED  # what was walked is legal
    if not faults and footer.unplaced == 0 and not footer.paths:
        confidence = Confidence.CONSISTENT
    faults += _sealed_columns(footer, facts)
    if end.stop < window.size:
        confidence = min(confidence, Confidence.PARSED)
        faults.append(_trailing(window, end, facts))
    return _finding(confidence, facts, _evidence(window, end, footer), faults)


def _walk(footer: Footer, reader: CompactReader, end: _End) -> Fault | None:
    """What stopped the walk; what was seen before is in `footer`."""
    try:
        footer.read(reader)
    except LimitExceeded as limit:
        return Fault(FaultKind.LIMIT, f"footer of {end.length} bytes: {limit}")
    except InputFault as bad:
        if end.length > _LONGEST_FOOTER:
            message = f"footer of {end.length} bytes; {_LONGEST_FOOTER} were read"
            return Fault(FaultKind.LIMIT, message)
        return Fault(FaultKind.MALFORMED, f"damaged footer: {bad}")
    return None


def _sealed_columns(footer: Footer, facts: Facts) -> list[Fault]:
    if footer.cipher:
        facts["cipher"] = footer.cipher
    if not footer.encrypted:
        return []
    facts["encrypted_member_count"] = len(footer.encrypted)
    message = f"{len(footer.encrypted)} of {footer.schema.leaf_count} columns are encrypted"
    return [Fault(FaultKind.ENCRYPTED, message)]


def _trailing(window: Window, end: _End, facts: Facts) -> Fault:
    facts["trailing_bytes"] = window.size - end.stop
    return Fault(FaultKind.MALFORMED, f"{window.size - end.stop} bytes behind the end of the file")


def _sealed(window: Window, end: _End) -> Finding:
    """A file whose footer is encrypted: only the algorithm and the key's name can be read."""
    reader = CompactReader(window.cut(end.footer_at, min(end.length, _LARGEST_HEADER)))
    cipher, key = read_crypto(reader)
    module_at = end.footer_at + reader.at
    module = end.length - reader.at
    if module < 4 + SIGNATURE or window.cursor(module_at).number("I") != module - 4:
        raise Malformed("the encrypted part of the footer does not end where the footer ends")
    facts = Facts(cipher=cipher)
    if key:
        facts["metadata"] = {"key_metadata": key}
    faults = [Fault(FaultKind.ENCRYPTED, "the footer is encrypted: rows and columns are unknown")]
    if end.stop < window.size:
        faults.append(_trailing(window, end, facts))
    return _finding(Confidence.PARSED, facts, _evidence(window, end, None), faults)


def _evidence(window: Window, end: _End, footer: Footer | None) -> list[Evidence]:
    found = [
        window.evidence(0, 4, "magic at the start"),
        window.evidence(end.stop - 8, 8, "footer length and magic at the end"),
    ]
    if footer is None:
        return [*found, window.evidence(end.footer_at, 16, "how the footer is encrypted")]
    found.append(window.evidence(end.footer_at, 2, "version in the footer"))
    if footer.created_by_length:
        at = end.footer_at + footer.created_by_at
        meaning = "created_by: who wrote the file"
        found.append(window.evidence(at, footer.created_by_length, meaning))
    return found


def _finding(
    confidence: Confidence, facts: Facts, evidence: list[Evidence], faults: list[Fault]
) -> Finding:
    return Finding("parquet", Kind.DATASET, confidence, facts, tuple(evidence), tuple(faults))


def _starts_with_pages(window: Window) -> bool:
    """Whether what follows the magic is a page header, an encrypted one, or an empty footer.

    Only these tell a cut file from a text that starts with the same four letters.
    """
    if window.has(b"\x15\x02\x19", 4) or window.has(b"\x15\x04\x19", 4):
        return True
    sealed = window.cursor(4).number("I")
    if SIGNATURE < sealed <= _LARGEST_HEADER:
        return True
    try:
        return _is_page_header(CompactReader(window.cut(4, min(window.size - 4, _LARGEST_HEADER))))
    except InputFault:
        return False


def _is_page_header(reader: CompactReader) -> bool:
    seen = set()
    for number, wire in reader.fields():
        if number <= 3:
            value = reader.integer(wire)
            if value < 0 or (number == 1 and value not in _PAGE_TYPES):
                return False
        else:
            reader.skip(wire)
        seen.add(number)
    return {1, 2, 3} <= seen and len(seen & _PAGE_HEADERS) == 1


FORMAT = Format(
    id="parquet",
    title="Apache Parquet table",
    kind=Kind.DATASET,
    reference="https://github.com/apache/parquet-format/blob/master/README.md",
    examine=examine,
    signatures=(Signature(_PLAIN), Signature(_SEALED)),
    suffixes=(".parquet", ".parq", ".pq"),
    limits=Limits(read=_LONGEST_FOOTER, total=_LONGEST_FOOTER + 8 * MIB, seconds=20.0),
)
