"""MPEG transport stream: packets of 188 bytes that begin with 47 (Blu-ray: 192, time in front)."""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.reading.media.say import media
from mediascan.reading.window import Window

_SYNC = 0x47
_PROOF = 8  # packets at the start
_PLAIN, _TIMED = 188, 192  # ISO/IEC 13818-1 section 2.4.3.2; Blu-ray BDAV
_AGAIN = 2048  # bytes in which packets may begin again
_HALVINGS = 48  # to find where the packets end


def examine(window: Window) -> Finding | None:
    for width, lead in ((_PLAIN, 0), (_TIMED, 4)):
        head = window.upto(0, width * _PROOF)
        if len(head) == width * _PROOF and set(head[lead::width]) == {_SYNC}:
            facts = Facts(version=f"packets of {width} bytes")
            end = _end(window, width, lead)
            evidence = window.evidence(lead, 16, "first packet")
            return media(window, "mpeg_ts", facts, evidence, end)
    return None


def _end(window: Window, width: int, lead: int) -> int | None:
    """Where the packets end: the last one is looked at, and where it is none, halves."""
    count = window.size // width
    if _synced(window, count - 4, width, lead):
        return window.size if window.size % width == 0 else count * width
    low, high = _PROOF, count
    for _ in range(_HALVINGS):
        if high - low <= 4:
            break
        middle = (low + high) // 2
        if _synced(window, middle, width, lead):
            low = middle
        else:
            high = middle
    for packet in range(low, high + 4):
        if not window.has(b"G", packet * width + lead) or (packet + 1) * width > window.size:
            return None if _goes_on(window, packet * width, width) else packet * width
    return (high + 4) * width


def _goes_on(window: Window, at: int, width: int) -> bool:
    """Whether packets begin again a little further on: bytes were lost or added there."""
    data = window.upto(at, _AGAIN + 4 * width)
    return any(
        len(data) > start + 3 * width and set(data[start : start + 4 * width : width]) == {_SYNC}
        for start in range(1, _AGAIN)
    )


def _synced(window: Window, packet: int, width: int, lead: int) -> bool:
    data = window.upto(max(0, packet) * width, 4 * width)
    return len(data) > 3 * width + lead and set(data[lead::width]) == {_SYNC}


def _look(head: bytes, _tail: bytes, _size: int) -> bool:
    """Whether the second packet begins with its sync byte."""
    plain, timed = head[_PLAIN : _PLAIN + 1], head[_TIMED + 4 : _TIMED + 5]
    return plain == b"G" or timed == b"G"


FORMAT = Format(
    id="mpeg_ts",
    title="MPEG transport stream",
    kind=Kind.MEDIA,
    reference="https://www.itu.int/rec/T-REC-H.222.0",
    examine=examine,
    signatures=(Signature(b"G"), Signature(b"G", 4)),
    suffixes=(".ts", ".m2ts", ".mts"),
    weak=True,
    look=_look,
)
