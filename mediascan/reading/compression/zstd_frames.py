"""zstd frames and their blocks, without decompressing them (RFC 8878 section 3.1).

Frame: magic, header, blocks (3-byte header each, 128 KiB of content at most), optional checksum.
Skippable frames carry anything: pzstd and the seekable format put their tables into them.
"""

from dataclasses import dataclass

from mediascan.model.errors import InputFault, Malformed, Truncated
from mediascan.reading.window import Window

MAGIC = b"\x28\xb5\x2f\xfd"
SKIPPABLE = tuple(bytes([low]) + b"\x2a\x4d\x18" for low in range(0x50, 0x60))
WINDOW_LOG = 27  # 128 MiB, the most that zstd's command line decompresses without being told to
STEPS = 512  # frames and blocks walked over: a large file is not sought through
BLOCK = 1 << 17  # Block_Maximum_Size, section 3.1.1.2.3
_SKIPPED = 1024  # skippable frames passed over before the first real one
_DICTIONARY = (0, 1, 2, 4)  # bytes of Dictionary_ID by its flag
_CONTENT = (0, 2, 4, 8)  # bytes of Frame_Content_Size by its flag; 1 for flag 0 in one segment
_RLE, _RESERVED = 1, 3  # Block_Type


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame header."""

    at: int
    header_size: int  # with the magic
    window_size: int  # memory that a decompressor needs
    content_size: int  # bytes it decompresses to; -1 where not told
    dictionary: int  # id of the dictionary that it needs; 0 for none told
    checksum: bool
    skipped: int = 0  # skippable frames before it


@dataclass(slots=True)
class Survey:
    """What a walk over all frames found, as far as it went."""

    frames: int = 0
    skippable: int = 0
    blocks: int = 0
    content: int = 0  # sum of the content sizes; -1 once a frame does not tell its own
    end: int = 0  # where the walk stopped; beyond the file where it is cut off
    inside: bool = False  # the walk stopped within a frame
    damage: str = ""

    def ended(self, window: Window) -> bool:
        """Whether the last frame ends with the file."""
        return self.end == window.size and not self.inside and not self.damage


def is_skippable(magic: bytes) -> bool:
    return magic in SKIPPABLE


def first_frame(window: Window) -> Frame | None:
    """The first frame that is not skippable; None where there is none.

    Raises `Truncated` or `Malformed` for a frame header that is cut or that RFC 8878 forbids.
    """
    at = 0
    for skipped in range(_SKIPPED):
        magic = window.upto(at, 4)
        if magic == MAGIC:
            return frame_at(window, at, skipped)
        if not is_skippable(magic):
            return None
        at += 8 + window.cursor(at + 4).number("I")
    return None


def frame_at(window: Window, at: int, skipped: int = 0) -> Frame:
    """The header of the frame whose magic stands at `at`; raises as `first_frame`."""
    cursor = window.cursor(at + 4)
    descriptor = cursor.number("B")
    if descriptor & 8:
        raise Malformed("reserved bit of the zstd frame header is set")
    single = bool(descriptor & 0x20)
    window_size = 0
    if not single:
        packed = cursor.number("B")
        base = 1 << (10 + (packed >> 3))
        window_size = base + (base >> 3) * (packed & 7)
    dictionary = int.from_bytes(cursor.take(_DICTIONARY[descriptor & 3]), "little")
    flag = descriptor >> 6
    length = 1 if single and not flag else _CONTENT[flag]
    content = int.from_bytes(cursor.take(length), "little") if length else -1
    content += 256 if length == 2 else 0  # section 3.1.1.1.4
    return Frame(
        at=at,
        header_size=cursor.at - at,
        window_size=content if single else window_size,
        content_size=content,
        dictionary=dictionary,
        checksum=bool(descriptor & 4),
        skipped=skipped,
    )


def narrowed(window: Window, frame: Frame) -> bytes:
    """The frame's header, with a window of at most 2**WINDOW_LOG bytes.

    `zstd --long=31` asks for 2 GiB of memory. The first 128 MiB of content cannot refer to
    anything farther back, so they decompress alike with the smaller window.
    """
    header = window.read(frame.at, frame.header_size)
    if frame.window_size <= 1 << WINDOW_LOG:
        return header
    single = bool(header[4] & 0x20)
    rest = header[5 if single else 6 :]
    return header[:4] + bytes([header[4] & ~0x20, (WINDOW_LOG - 10) << 3]) + rest


def survey(window: Window) -> Survey:
    """Walk over frames and blocks, up to STEPS of them; never raises for what the bytes hold."""
    found = Survey()
    try:
        for _ in range(STEPS):
            if found.end >= window.size or found.blocks >= STEPS:
                break
            _step(window, found)
    except Truncated:
        found.end = max(found.end, window.size + 1)
    except InputFault as bad:
        found.damage = str(bad)
    return found


def _step(window: Window, found: Survey) -> None:
    magic = window.read(found.end, min(4, window.size - found.end))
    if is_skippable(magic):
        found.skippable += 1
        found.end += 8 + window.cursor(found.end + 4).number("I")
    elif magic == MAGIC:
        _through(window, found)
    elif MAGIC.startswith(magic):
        raise Truncated(f"zstd frame cut off at {found.end}")
    else:
        raise Malformed(f"{window.size - found.end} bytes behind the last zstd frame")


def _through(window: Window, found: Survey) -> None:
    """Go on to the end of the frame that starts at `found.end`."""
    frame = frame_at(window, found.end)
    found.frames += 1
    found.inside = True
    told = frame.content_size >= 0 and found.content >= 0
    found.content = found.content + frame.content_size if told else -1
    at = frame.at + frame.header_size
    for _ in range(STEPS - found.blocks):
        header = int.from_bytes(window.sparse(at, 3), "little")
        last, kind, size = header & 1, header >> 1 & 3, header >> 3
        if kind == _RESERVED or size > BLOCK:
            raise Malformed(f"zstd block at {at} has a reserved type or more than 128 KiB")
        at += 3 + (1 if kind == _RLE else size)
        found.blocks += 1
        found.end = at
        if at > window.size:
            return
        if last:
            found.end += 4 if frame.checksum else 0
            found.inside = False
            return
