"""MP3 sound: an ID3v2 tag or none, then frames that say their own length; ID3v1 or APE behind.

The first frame may hold "Xing" or "Info" with the number of frames. All frames are followed to
where they end.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.reading.media.mpeg_audio import Frame, id3_end, mpeg_frame
from mediascan.reading.media.say import media, milliseconds
from mediascan.reading.media.sound_frames import ends_in_frames, follow, proven
from mediascan.reading.media.tags import end_before_tags, end_of_tags
from mediascan.reading.window import Window

_GAP = 4096  # bytes of zeros that some writers leave behind the tag
_SYNCS = (b"\xff\xfb", b"\xff\xfa", b"\xff\xf3", b"\xff\xf2", b"\xff\xe3", b"\xff\xe2")
_SYNCS_2 = (b"\xff\xfd", b"\xff\xfc", b"\xff\xf5", b"\xff\xf4")  # layer II


def examine(window: Window) -> Finding | None:
    at = id3_end(window)
    gap = window.upto(at, _GAP)
    at += len(gap) - len(gap.lstrip(b"\0"))
    first = proven(window, at, mpeg_frame)
    if first is None:
        return None
    facts = Facts(codecs=[first.codec], sample_rate=first.rate, channel_count=first.channels)
    sound, tagged = end_before_tags(window), at + first.length
    frames = _counted(window, at, first)
    whole = ends_in_frames(window, sound, mpeg_frame, first)
    stop = sound if whole else follow(window, at, sound, mpeg_frame)
    end = end_of_tags(window, stop)
    cut = end == stop and sound - end < tagged - at  # the last frame is cut short
    if frames:
        facts["duration_ms"] = milliseconds(frames * first.samples, first.rate)
    else:
        each = max(1, first.length)
        facts["duration_ms"] = milliseconds((sound - at) // each * first.samples, first.rate)
    last = window.size if end >= sound or cut else end
    return media(window, "mp3", facts, window.evidence(at, 48, "first frame"), last)


def _counted(window: Window, at: int, first: Frame) -> int:
    """Frames by the Xing header, 0 where there is none."""
    data = window.upto(at + 4 + first.side, 12)
    if data[:4] in (b"Xing", b"Info") and len(data) == 12 and data[7] & 1:
        return int.from_bytes(data[8:12], "big")
    return 0


def _look(head: bytes, _tail: bytes, _size: int) -> bool:
    """Whether a tag or a legal frame is there."""
    return head.startswith(b"ID3") or mpeg_frame(head[:4]) is not None


FORMAT = Format(
    id="mp3",
    title="MP3 sound",
    kind=Kind.MEDIA,
    reference="https://www.iso.org/standard/22412.html",
    examine=examine,
    signatures=(*(Signature(sync) for sync in (*_SYNCS, *_SYNCS_2)), Signature(b"ID3")),
    suffixes=(".mp3", ".mp2"),
    look=_look,
    weak=True,
)
