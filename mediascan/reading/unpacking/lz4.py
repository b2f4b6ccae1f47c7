"""LZ4 frames (LZ4 Frame Format 1.6.4) one after another, whose contents are one file.

The library is an extra: without it, and for the older frame of `lz4 -l`, the member is named only.
"""

from collections.abc import Callable, Iterator

from mediascan.model.finding import Fault, FaultKind
from mediascan.reading.unpacking.base import Held, Item, Opener
from mediascan.reading.unpacking.machines import Machine, follows, unpacked
from mediascan.reading.unpacking.single import inner_name, note_behind

_MAGIC = b"\x04\x22\x4d\x18"
_LEGACY = b"\x02\x21\x4c\x18"


def members(held: Held) -> Iterator[Item]:
    name, notes = inner_name(held.name), list[str]()
    make = lz4_maker()
    if make is None or held.stream.peek(4) == _LEGACY:
        why = "the library lz4 is not installed" if make is None else "the older frame of lz4 -l"
        yield Item(name, None, fault=Fault(FaultKind.SKIPPED, f"not decompressed: {why}"))
        return
    again = follows(held.stream, (_MAGIC,), notes)
    yield Item(name, unpacked(held.stream.some, make, held.allowance, again))
    note_behind(held, notes)


def lz4_maker() -> Callable[[], Machine] | None:
    """A maker of decoders; None where the library is not installed."""
    try:
        from lz4.frame import LZ4FrameDecompressor  # noqa: PLC0415 - an extra
    except ImportError:
        return None
    make: Callable[[], Machine] = LZ4FrameDecompressor
    return make


OPENER = Opener("lz4", members)
