"""Matroska or WebM film or sound: EBML, a header, then one segment of info, tracks and clusters."""

from enum import IntEnum

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import Malformed
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.reading.media.ebml import Element, elements, number
from mediascan.reading.media.film import LEAST
from mediascan.reading.media.say import media
from mediascan.reading.window import Window

_MAGIC = b"\x1a\x45\xdf\xa3"


class _Id(IntEnum):  # RFC 9559 section 5.1
    HEADER = 0x1A45DFA3
    DOCTYPE = 0x4282
    SEGMENT = 0x18538067
    INFO = 0x1549A966
    SCALE = 0x2AD7B1
    DURATION = 0x4489
    WRITER = 0x5741
    TRACKS = 0x1654AE6B
    TRACK = 0xAE
    CODEC = 0x86
    VIDEO = 0xE0
    WIDTH = 0xB0
    HEIGHT = 0xBA
    AUDIO = 0xE1
    RATE = 0xB5
    CHANNELS = 0x9F
    CLUSTER = 0x1F43B675
    VOID = 0xEC


_PARENTS = (_Id.HEADER, _Id.INFO, _Id.TRACKS, _Id.TRACK, _Id.VIDEO, _Id.AUDIO)
_WHOLE = {_Id.WIDTH: "width", _Id.HEIGHT: "height", _Id.CHANNELS: "channel_count"}


def examine(window: Window) -> Finding | None:
    facts, end = Facts(codecs=[]), None
    for top in elements(window, 0, window.size, 8):
        if top.id == _Id.HEADER:
            _read(window, top, facts, {}, 2)
        elif top.id == _Id.SEGMENT:
            end = top.at + top.size if top.size >= 0 else None
            _segment(window, top, facts)
        elif top.id != _Id.VOID:
            break
    if not facts["codecs"] and "producer" not in facts and end is None:
        raise Malformed("no segment behind the header")
    return media(window, "matroska", facts, window.evidence(0, 48, "header"), end)


def _segment(window: Window, segment: Element, facts: Facts) -> None:
    stop = segment.at + segment.size if segment.size >= 0 else window.size
    times: dict[str, float] = {}
    for one in elements(window, segment.at, stop):
        if one.id in (_Id.INFO, _Id.TRACKS):
            _read(window, one, facts, times, 4)
        elif one.id == _Id.VOID and one.size >= LEAST and one.at + one.size <= window.size:
            facts["unclaimed_offset"], facts["unclaimed_bytes"] = one.at, one.size
        elif one.id == _Id.CLUSTER:
            break  # tracks stand before what they hold
    length = times.get("length", 0.0) * times.get("scale", 1e6) / 1e6
    if 0 < length < 1e15:
        facts["duration_ms"] = int(length)


def _read(
    window: Window, parent: Element, facts: Facts, times: dict[str, float], depth: int
) -> None:
    for one in elements(window, parent.at, parent.at + parent.size):
        if one.id in _PARENTS and depth:
            _read(window, one, facts, times, depth - 1)
        elif 0 < one.size <= 256:
            _value(one.id, window.upto(one.at, one.size), facts, times)


def _value(name: int, data: bytes, facts: Facts, times: dict[str, float]) -> None:
    if name in _WHOLE:
        whole = int.from_bytes(data, "big")
        facts[_WHOLE[_Id(name)]] = whole  # type: ignore[literal-required]  # words of Facts
    elif name == _Id.CODEC:
        facts["codecs"].append(data.decode("ascii", "replace"))
    elif name == _Id.DOCTYPE:
        facts["version"] = data.decode("ascii", "replace")
    elif name == _Id.WRITER:
        facts["producer"] = data.decode("utf-8", "replace")
    elif name == _Id.SCALE:
        times["scale"] = float(int.from_bytes(data, "big"))
    elif name in (_Id.DURATION, _Id.RATE) and len(data) in (4, 8):
        value = number(data)
        if name == _Id.DURATION:
            times["length"] = value
        elif 0 < value < 1e9:
            facts["sample_rate"] = int(value)


FORMAT = Format(
    id="matroska",
    title="Matroska or WebM film",
    kind=Kind.MEDIA,
    reference="https://www.rfc-editor.org/rfc/rfc9559",
    examine=examine,
    signatures=(Signature(_MAGIC),),
    suffixes=(".mkv", ".webm", ".mka"),
)
