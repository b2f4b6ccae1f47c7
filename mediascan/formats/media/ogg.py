"""Ogg sound or film: pages of "OggS", version, flags, position, serial, number, CRC, lengths."""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.reading.media.say import media, milliseconds
from mediascan.reading.window import Window

_MAGIC = b"OggS\0"
_PAGE = 27 + 255 + 255 * 255  # bytes of the longest page
_STEP, _STEPS = 128 * 1024, 384  # looked at backwards: 48 MiB
_STREAMS = 8  # that begin at the start of the file
_UNSET = (1 << 64) - 1


def examine(window: Window) -> Finding | None:
    facts, at = Facts(codecs=[]), 0
    for _ in range(_STREAMS):
        head = window.upto(at, 27 + 255 + 64)
        if not head.startswith(_MAGIC) or len(head) < 28 or not head[5] & 2:
            break
        _stream(head[27 + head[26] :], facts)
        at += _length(head)
    if not facts["codecs"]:
        return None
    end = _end(window, facts)
    return media(window, "ogg", facts, window.evidence(0, 64, "first page"), end)


def _length(page: bytes) -> int:
    return 27 + page[26] + sum(page[27 : 27 + page[26]])


def _stream(packet: bytes, facts: Facts) -> None:
    """The first packet of a stream names its codec."""
    little = int.from_bytes
    if packet[:7] == b"\x01vorbis" and len(packet) >= 16:
        facts["codecs"].append("Vorbis")
        facts["channel_count"], facts["sample_rate"] = packet[11], little(packet[12:16], "little")
    elif packet[:8] == b"OpusHead" and len(packet) >= 16:
        facts["codecs"].append("Opus")
        facts["channel_count"], facts["sample_rate"] = packet[9], 48_000
    elif packet[:7] == b"\x80theora" and len(packet) >= 20:
        facts["codecs"].append("Theora")
        facts["width"], facts["height"] = little(packet[14:17], "big"), little(packet[17:20], "big")
    else:
        text = packet[:9].strip(b"\0 \x7f\x80\x01").decode("ascii", "replace")
        facts["codecs"].append(text.partition("\0")[0] or "unknown")


def _end(window: Window, facts: Facts) -> int | None:
    """Where the last page ends, which is looked for from the end of the file."""
    page, place = b"", 0
    for step in range(_STEPS):
        stop = window.size - step * _STEP
        place = max(0, stop - _STEP)
        piece = window.sparse(place, min(stop + 5, window.size) - place)
        at = piece.rfind(_MAGIC)
        if at >= 0:
            place += at
            page = window.upto(place, _PAGE)
            break
        if not place:
            break
    if len(page) < 27:
        return None
    position = int.from_bytes(page[6:14], "little")
    if position != _UNSET and "width" not in facts:
        facts["duration_ms"] = milliseconds(position, facts.get("sample_rate", 0))
    return place + _length(page) if len(page) >= 27 + page[26] else None


FORMAT = Format(
    id="ogg",
    title="Ogg sound or film",
    kind=Kind.MEDIA,
    reference="https://www.rfc-editor.org/rfc/rfc3533",
    examine=examine,
    signatures=(Signature(_MAGIC),),
    suffixes=(".ogg", ".oga", ".ogv", ".opus"),
)
