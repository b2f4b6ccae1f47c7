"""Data that a format does not account for: behind its end, in front of it, or inside.

Formats tell `trailing_bytes`, `leading_bytes` and `unclaimed_bytes`; here the same formats are
asked what these bytes are. What ordinary programs leave there is no finding: filling, a few bytes,
further pictures and films (multi-picture files, motion photos), programs in front of an archive.
"""

from collections.abc import Iterable
from dataclasses import replace

from mediascan.engine.classify import Classifier
from mediascan.engine.content import CLASSES, UNKNOWN, content_class
from mediascan.engine.probes import is_filling
from mediascan.engine.special import APPENDED, POLYGLOT, PREPENDED, UNCLAIMED
from mediascan.engine.unexplained import looks_like
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Evidence, Finding, Kind
from mediascan.model.limits import MIB
from mediascan.reading.window import ReadAt

_HOSTS = frozenset({Kind.MEDIA, Kind.CONTAINER})
_TELLING = frozenset({Kind.CHECKPOINT, Kind.DATASET, Kind.ENCRYPTED, Kind.CONTAINER, Kind.CONFIG})
_LEAST = 4096  # bytes of no known kind that are worth a word: programs leave some hundred
_FILLING = 64 * MIB  # read to prove that a stretch is filling
_DEPTH = 4  # pictures behind pictures
_PIECE = 64
_HEAD = 36_864
_STARTERS = (b"MZ", b"\x7fELF", b"#!", b"Cr24", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
_TRAILERS = (  # end what cameras put behind pictures and films (ExifTool: Samsung, Insta360)
    b"SEFT",
    b"8db42d694ccc418790edff439fe026bf",
)
_CHAINED = frozenset({"tar", "gzip", "bzip2", "xz", "zstd", "lz4"})  # may follow one another
_LOADERS = frozenset({"cpio"})  # a kernel loads one archive behind another, packed or not


def hidden(
    findings: tuple[Finding, ...], read_at: ReadAt, size: int, formats: Classifier
) -> tuple[Finding, ...]:
    """Findings for what `findings` of a file of `size` bytes leave over. Raises `OSError`."""
    found: list[Finding] = []
    for host in findings:
        if host.kind in _HOSTS and host.confidence >= Confidence.PARSED:
            found += _of_host(host, _Stretch(read_at, size, formats))
    if not found:
        found += _two_formats(findings)
    known = {one.format_id for one in findings}
    return tuple(one for one in _first_of_each(found) if one.format_id not in known)


class _Stretch:
    """Where bytes are read from, and who is asked about them."""

    __slots__ = ("formats", "read_at", "size")

    def __init__(self, read_at: ReadAt, size: int, formats: Classifier) -> None:
        self.read_at = read_at
        self.size = size
        self.formats = formats


def _of_host(host: Finding, file: _Stretch) -> list[Finding]:
    facts = host.facts
    found = []
    behind = facts.get("trailing_bytes", 0)
    if behind and host.format_id not in _LOADERS:
        found += _told(APPENDED, host, file, file.size - behind, behind)
    if inside := facts.get("unclaimed_bytes", 0):
        found += _told(UNCLAIMED, host, file, facts["unclaimed_offset"], inside)
    before = facts.get("leading_bytes", 0) if host.format_id == "zip" else 0
    if before and not file.read_at(0, 4).startswith(_STARTERS):
        found += _told(PREPENDED, host, file, 0, before)
    return found


def _told(
    how: str, host: Finding, file: _Stretch, start: int, length: int, depth: int = _DEPTH
) -> list[Finding]:
    """The concealment of `length` bytes at `start`, and what these bytes are."""
    if length <= 0 or is_filling(file.read_at, start, length, _FILLING):
        return []
    inner = _inner(file, start, length)
    if inner and inner[0].kind is Kind.MEDIA:
        more = inner[0].facts.get("trailing_bytes", 0)
        deeper = depth > 0 and more > 0 and how is not PREPENDED
        return _told(how, host, file, start + length - more, more, depth - 1) if deeper else []
    telling = [one for one in inner if one.kind in _TELLING]
    sure = Confidence.STATISTIC
    if telling and telling[0].format_id == host.format_id in _CHAINED:
        return []
    if telling:
        actual = telling[0].format_id
        sure = min(telling[0].confidence, Confidence.PARSED)  # of what stands there, not of all
    else:
        actual = _class_of(file, start, length)
        ordinary = how is not APPENDED or actual == "text" or _is_trailer(file, start, length)
        if length < _LEAST or ordinary:
            return []
    facts = Facts(claimed=host.format_id, actual=actual, hidden_offset=start, hidden_bytes=length)
    evidence = (
        *host.evidence[:1],
        Evidence(start, file.read_at(start, min(_PIECE, length)), "first hidden bytes"),
    )
    return [Finding(how, Kind.CONCEALMENT, sure, facts, evidence), *telling]


def _inner(file: _Stretch, start: int, length: int) -> list[Finding]:
    """What the formats say of a stretch, with offsets in the whole file; else its statistics."""

    def read_at(at: int, count: int) -> bytes:
        return file.read_at(start + at, max(0, min(count, length - at)))

    found = [_moved(one, start) for one in file.formats.findings(read_at, length)]
    sure = [one for one in found if one.confidence >= Confidence.PARSED]
    if sure:
        return sure
    look = looks_like(file.read_at, start, length)
    if look:
        look.facts["hidden_offset"] = start
    return [look] if look else found


def _moved(finding: Finding, start: int) -> Finding:
    finding.facts["hidden_offset"] = start
    evidence = tuple(replace(one, offset=one.offset + start) for one in finding.evidence)
    return replace(finding, evidence=evidence)


def _class_of(file: _Stretch, start: int, length: int) -> str:
    index = content_class(file.read_at(start, min(_HEAD, length)), length)
    return "unknown" if index == UNKNOWN else CLASSES[index]


def _is_trailer(file: _Stretch, start: int, length: int) -> bool:
    last = min(length, _PIECE)
    return file.read_at(start + length - last, last).endswith(_TRAILERS)


def _two_formats(findings: Iterable[Finding]) -> list[Finding]:
    """A concealment where a picture, film or document is something else as well."""
    sure = [one for one in findings if one.confidence >= Confidence.PARSED]
    host = next((one for one in sure if one.kind is Kind.MEDIA), None)
    other = next((one for one in sure if one.kind in _TELLING), None)
    if host is None or other is None:
        return []
    facts = Facts(claimed=host.format_id, actual=other.format_id)
    evidence = (*host.evidence[:1], *other.evidence[:1])
    return [Finding(POLYGLOT, Kind.CONCEALMENT, other.confidence, facts, evidence)]


def _first_of_each(found: list[Finding]) -> Iterable[Finding]:
    return {one.format_id: one for one in reversed(found)}.values()
