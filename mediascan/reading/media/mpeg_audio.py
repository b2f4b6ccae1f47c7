"""Headers of MPEG audio frames (layers I to III) and of AAC in ADTS: length, rate, channels.

Sources: ISO/IEC 11172-3 section 2.4.1.3, 13818-3 section 2.4.1; ADTS: ISO/IEC 13818-7 section 6.2.
"""

from dataclasses import dataclass

from mediascan.reading.window import Window

_KBITS = {  # (version 1, layer) -> kbit/s by index
    (True, 1): (0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (True, 2): (0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (True, 3): (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (False, 1): (0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (False, 2): (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
_ADTS_RATES = (
    *(96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000),
    *(22_050, 16_000, 12_000, 11_025, 8_000, 7_350),
)


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame of sound."""

    length: int  # bytes
    samples: int  # of one channel
    rate: int  # Hz
    channels: int
    codec: str
    side: int = 0  # bytes between header and what may be a Xing header


def mpeg_frame(head: bytes) -> Frame | None:
    """The frame whose four bytes of header `head` begins with, None where it is none."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    version, layer = head[1] >> 3 & 3, 4 - (head[1] >> 1 & 3)
    index, rate_index = head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or layer == 4 or index in (0, 15) or rate_index == 3:
        return None
    first = version == 3
    kbits = _KBITS[first, layer if first or layer == 1 else 2][index]
    rate, padding = _RATES[version][rate_index], head[2] >> 1 & 1
    if layer == 1:
        length, samples = (12 * kbits * 1000 // rate + padding) * 4, 384
    else:
        samples = 576 if layer == 3 and not first else 1152
        length = samples // 8 * kbits * 1000 // rate + padding
    mono = head[3] >> 6 == 3
    side = (17 if mono else 32) if first else (9 if mono else 17)
    return Frame(length, samples, rate, 1 if mono else 2, f"MPEG layer {'I' * layer}", side)


def adts_frame(head: bytes) -> Frame | None:
    """The ADTS frame that `head` begins with, None where it is none."""
    if len(head) < 7 or head[0] != 0xFF or head[1] & 0xF6 != 0xF0:
        return None
    index = head[2] >> 2 & 15
    length = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
    if index >= len(_ADTS_RATES) or length < 7:
        return None
    channels = (head[2] & 1) << 2 | head[3] >> 6
    return Frame(length, 1024 * ((head[6] & 3) + 1), _ADTS_RATES[index], channels, "AAC")


def id3_end(window: Window) -> int:
    """Where the sound begins: behind the ID3v2 tag at the start, whose size has 7 bits a byte."""
    head = window.upto(0, 10)
    if head[:3] != b"ID3" or len(head) < 10 or any(one & 0x80 for one in head[6:]):
        return 0
    size = head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9]
    return 10 + size + (10 if head[5] & 0x10 else 0)
