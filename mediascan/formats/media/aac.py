"""AAC sound in ADTS: frames, each with a header that says its length. Often behind an ID3v2 tag."""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.reading.media.mpeg_audio import adts_frame, id3_end
from mediascan.reading.media.say import media
from mediascan.reading.media.sound_frames import ends_in_frames, follow, proven
from mediascan.reading.media.tags import end_before_tags, end_of_tags
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    at = id3_end(window)
    first = proven(window, at, adts_frame)
    if first is None:
        return None
    facts = Facts(codecs=[first.codec], sample_rate=first.rate, channel_count=first.channels)
    sound = end_before_tags(window)
    whole = ends_in_frames(window, sound, adts_frame, first)
    stop = sound if whole else follow(window, at, sound, adts_frame)
    end = end_of_tags(window, stop)
    last = window.size if end >= sound else end
    return media(window, "aac", facts, window.evidence(at, 48, "first frame"), last)


def _look(head: bytes, _tail: bytes, _size: int) -> bool:
    """Whether a tag or a legal frame is there."""
    return head.startswith(b"ID3") or adts_frame(head[:8]) is not None


FORMAT = Format(
    id="aac",
    title="AAC sound",
    kind=Kind.MEDIA,
    reference="https://www.iso.org/standard/43345.html",
    examine=examine,
    signatures=(*(Signature(sync) for sync in (b"\xff\xf1", b"\xff\xf9")), Signature(b"ID3")),
    suffixes=(".aac",),
    look=_look,
    weak=True,
)
