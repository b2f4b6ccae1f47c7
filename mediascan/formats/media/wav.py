"""WAV sound: a RIFF (or RF64) form "WAVE" with `fmt ` and `data`."""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.reading.media.chunks import chunks, form_end
from mediascan.reading.media.say import media, milliseconds
from mediascan.reading.window import Window

_CODECS = {1: "PCM", 2: "MS ADPCM", 3: "float", 6: "A-law", 7: "mu-law", 17: "IMA ADPCM", 85: "MP3"}


def examine(window: Window) -> Finding | None:
    if window.upto(0, 4) not in (b"RIFF", b"RF64", b"BW64"):
        return None
    facts, rate, length = Facts(), 0, 0
    for one in chunks(window, 12, window.size, "<"):
        if one.name == b"fmt " and one.size >= 16:
            cursor = window.cursor(one.at)
            kind, facts["channel_count"] = cursor.number("H"), cursor.number("H")
            facts["sample_rate"], rate = cursor.number("I"), cursor.number("I")
            cursor.skip(2)
            facts["bit_depth"] = cursor.number("H")
            facts["codecs"] = [_CODECS.get(kind, f"format {kind}")]
        elif one.name == b"data":
            length = min(one.size, window.size - one.at)
            break
    if "sample_rate" not in facts:
        return None
    facts["duration_ms"] = milliseconds(length, rate)
    end = form_end(window, "<")
    return media(window, "wav", facts, window.evidence(0, 44, "form and format"), end)


FORMAT = Format(
    id="wav",
    title="WAV sound",
    kind=Kind.MEDIA,
    reference="https://tech.ebu.ch/docs/tech/tech3306v1_0.pdf",
    examine=examine,
    signatures=(Signature(b"WAVE", 8),),
    suffixes=(".wav", ".rf64"),
    weak=True,  # a name at byte 8 alone
)
