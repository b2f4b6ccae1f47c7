"""What an ISO base media file says of its tracks, and bytes in it that no track refers to.

Source: ISO/IEC 14496-12, sections 8.2.2 (mvhd), 8.3.2 (tkhd), 8.4.3 (hdlr), 8.5.2 (stsd), 8.7.3
(stsz), 8.7.4 (stsc), 8.7.5 (stco, co64).
"""

import struct
from dataclasses import dataclass, field
from itertools import pairwise

from mediascan.model.facts import Facts
from mediascan.reading.media.boxes import Box, boxes, find, full
from mediascan.reading.window import Window

TRACKS = 64  # looked at
SAMPLES = 1_000_000  # of one track whose sizes are added up: five hours of film and sound
LEAST = 64 * 1024  # bytes without an owner that are worth a word: less is padding


@dataclass(slots=True)
class Film:
    """What all tracks come to."""

    facts: Facts = field(default_factory=Facts)
    codecs: list[str] = field(default_factory=list)
    owned: int = 0  # bytes that the tables of samples name
    counted: bool = True  # every track has its table, and it was read
    tracks: list[Box] = field(default_factory=list)


def film(window: Window, moov: Box) -> Film:
    """What the box `moov` says."""
    found = Film()
    for box in boxes(window, moov.at, moov.end, 1000):
        if box.name == b"mvhd":
            found.facts["duration_ms"] = _duration(full(window, box, 32))
        elif box.name == b"trak" and len(found.tracks) < TRACKS:
            found.tracks.append(box)
            _track(window, box, found)
        elif box.name in (b"mvex", b"trak"):
            found.counted = False  # the samples stand in fragments, or in tracks not looked at
    if found.codecs:
        found.facts["codecs"] = list(dict.fromkeys(found.codecs))
    return found


def _duration(data: bytes) -> int:
    wide = data[:1] == b"\1"
    layout, at = (">IQ", 20) if wide else (">II", 12)
    if len(data) < at + struct.calcsize(layout):
        return 0
    scale, count = struct.unpack_from(layout, data, at)
    return int(count * 1000 // scale) if scale and count < 1 << 62 else 0


def _track(window: Window, track: Box, found: Film) -> None:
    media = find(window, track, b"mdia")
    table = find(window, media, b"minf", b"stbl") if media else None
    if media is None or table is None:
        found.counted = False
        return
    handler = find(window, media, b"hdlr")
    kind = full(window, handler, 12)[8:12] if handler else b""
    for box in boxes(window, table.at, table.end, 1000):
        if box.name == b"stsd":
            _codec(full(window, box, 64), kind, found)
        elif box.name == b"stsz":
            head = full(window, box, 12)
            sizes = _sizes(window, box)
            if len(head) < 12 or sizes is None:
                found.counted = False
            else:
                found.owned += sum(sizes)
                if kind == b"soun" and head[4:8] != bytes(4):
                    found.counted = False  # QuickTime writes 1 for what has more bytes
                if kind == b"vide":
                    found.facts["frame_count"] = len(sizes)
        elif box.name == b"stz2":
            found.counted = False


def _codec(data: bytes, kind: bytes, found: Film) -> None:
    """The first entry of `stsd`: its name, then fields by the kind of track."""
    name = data[12:16]
    if len(data) < 16 or not all(32 <= byte < 127 for byte in name):
        return
    found.codecs.append(name.decode("ascii").strip())
    if kind == b"vide" and len(data) >= 44:
        found.facts["width"], found.facts["height"] = struct.unpack_from(">HH", data, 40)
    elif kind == b"soun" and len(data) >= 44:
        found.facts["channel_count"] = int.from_bytes(data[32:34], "big")
        found.facts["sample_rate"] = int.from_bytes(data[40:42], "big")


def _sizes(window: Window, box: Box) -> tuple[int, ...] | None:
    """Sizes of all samples by `stsz`; None where there are too many, or fewer than told."""
    head = full(window, box, 12)
    if len(head) < 12:
        return None
    same, count = struct.unpack_from(">II", head, 4)
    if count > SAMPLES:
        return None
    if same:
        return (int(same),) * int(count)
    if box.size < 12 + 4 * count:
        return None
    sizes: tuple[int, ...] = struct.unpack(f">{count}I", window.sparse(box.at + 12, 4 * count))
    return sizes


def unowned(window: Window, found: Film, data: list[Box]) -> tuple[int, int] | None:
    """The longest stretch of `mdat` that no sample lies in, as (offset, length); None for none.

    The places are only worked out where the sums say that something is left over.
    """
    inside = sum(max(0, min(box.end, window.size) - box.at) for box in data)
    if not found.counted or not found.tracks or inside - found.owned < LEAST:
        return None
    pieces: list[tuple[int, int]] = []
    for track in found.tracks:
        placed = _placed(window, track)
        if placed is None:
            return None
        pieces += placed
    longest = (0, 0)
    for box in data:
        end = min(box.end, window.size)
        here = sorted(one for one in pieces if box.at <= one[0] < end)
        taken = [(box.at, box.at), *_merged(here), (end, end)]
        for before, behind in pairwise(taken):
            if behind[0] - before[1] > longest[1]:
                longest = (before[1], behind[0] - before[1])
    return longest if longest[1] >= LEAST else None


def _merged(pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for first, last in pieces:
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


def _placed(window: Window, track: Box) -> list[tuple[int, int]] | None:
    """(start, end) of each chunk of samples of a track; None where the tables do not fit."""
    table = find(window, track, b"mdia", b"minf", b"stbl")
    if table is None:
        return None
    parts = {box.name: box for box in boxes(window, table.at, table.end, 1000)}
    places = parts.get(b"stco") or parts.get(b"co64")
    if places is None or b"stsc" not in parts or b"stsz" not in parts:
        return None
    sizes = _sizes(window, parts[b"stsz"])
    starts = _numbers(window, places, "I" if places.name == b"stco" else "Q", 1)
    runs = _numbers(window, parts[b"stsc"], "I", 3)
    if sizes is None or starts is None or runs is None:
        return None
    placed, at = [], 0
    firsts = [*runs[::3], len(starts) + 1]
    for run, (first, stop) in enumerate(pairwise(firsts)):
        each = runs[run * 3 + 1]
        for chunk in range(first - 1, min(stop - 1, len(starts))):
            length = sum(sizes[at : at + each])
            at += each
            placed.append((starts[chunk], starts[chunk] + length))
        if len(placed) > SAMPLES:  # runs that overlap: no writer makes them
            return None
    return placed


def _numbers(window: Window, box: Box, code: str, each: int) -> tuple[int, ...] | None:
    """A table of big-endian numbers behind a count, `each` of them an entry."""
    head = full(window, box, 8)
    count = int.from_bytes(head[4:8], "big") * each
    length = count * struct.calcsize(f">{code}")
    if len(head) < 8 or count > SAMPLES * 3 or box.size < 8 + length:
        return None
    numbers: tuple[int, ...] = struct.unpack(f">{count}{code}", window.sparse(box.at + 8, length))
    return numbers
