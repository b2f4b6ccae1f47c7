"""MP4, QuickTime and 3GP film or sound: boxes; tracks in `moov`, their samples in `mdat`.

Bytes of `mdat` that no sample lies in, and a box of free space that holds something, are told: a
volume can be kept there that players never look at.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.model.limits import MIB, Limits
from mediascan.reading.media.boxes import Box, boxes
from mediascan.reading.media.film import LEAST, film, unowned
from mediascan.reading.media.say import media
from mediascan.reading.window import Window

_KEPT = frozenset({b"ftyp", b"moov", b"mdat", b"moof", b"free", b"skip", b"wide"})
_EACH = 4096  # boxes kept of one name: a film in fragments has thousands
_FREE = (b"free", b"skip", b"wide")
_PICTURES = (b"avif", b"avis", b"hei", b"hev", b"mif", b"msf", b"jxl", b"jp2", b"jpx")
_FIRST = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot", b"styp")


def examine(window: Window) -> Finding | None:
    if window.read(4, 4) not in _FIRST or window.upto(8, 4).startswith(_PICTURES):
        return None
    found: dict[bytes, list[Box]] = {}
    end = 0
    for box in boxes(window, 0, window.size):
        if box.name in _KEPT and len(found.setdefault(box.name, [])) < _EACH:
            found[box.name].append(box)
        end = box.end
    moov = found.get(b"moov", [None])[0]
    if b"ftyp" not in found and (moov is None or b"mdat" not in found):
        return None
    facts = Facts()
    if b"moof" in found:
        facts["batch_count"] = len(found[b"moof"])
    if moov is not None:
        told = film(window, moov)
        facts.update(told.facts)
        if b"moof" not in found:
            _say(facts, unowned(window, told, found.get(b"mdat", [])))
    free = max(
        (b for name in _FREE for b in found.get(name, [])), key=lambda b: b.size, default=None
    )
    if free and free.size >= LEAST and free.end <= window.size:
        _say(facts, (free.at, free.size))
    at = moov.start if moov and moov.start + 16 <= window.size else 0
    return media(window, "mp4", facts, window.evidence(at, 32, "first boxes"), end)


def _say(facts: Facts, stretch: tuple[int, int] | None) -> None:
    if stretch and stretch[1] > facts.get("unclaimed_bytes", 0):
        facts["unclaimed_offset"], facts["unclaimed_bytes"] = stretch


def _look(head: bytes, _tail: bytes, _size: int) -> bool:
    """Whether the first box has a size that boxes have."""
    size = int.from_bytes(head[:4], "big")
    return head[4:8] == b"ftyp" or size in (0, 1) or (size >= 8 and head[0] < 0x20)


FORMAT = Format(
    id="mp4",
    title="MP4 or QuickTime film",
    kind=Kind.MEDIA,
    reference="https://standards.iso.org/ittf/PubliclyAvailableStandards/index.html",
    examine=examine,
    signatures=tuple(
        Signature(name, 4)
        for name in (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")
    ),
    suffixes=(".mp4", ".m4v", ".mov", ".m4a", ".3gp"),
    look=_look,
    weak=True,
    limits=Limits(total=256 * MIB),
)
