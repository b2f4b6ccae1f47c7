"""Tags that players put behind sound: ID3v1, Lyrics3 and APEv2. They are no hidden data.

Sources: https://id3.org/ID3v1, https://id3.org/Lyrics3v2, https://wiki.hydrogenaud.io APEv2.
"""

from mediascan.reading.window import Window

_ROUNDS = 3  # one of each kind may stand there


def end_before_tags(window: Window) -> int:
    """Where the sound ends: in front of the tags at the end of the window."""
    end = window.size
    for _ in range(_ROUNDS):
        before = _before(window, end)
        if before == end:
            break
        end = before
    return end


def end_of_tags(window: Window, at: int) -> int:
    """Where the tags that begin at `at` end: `at` itself where none does."""
    for _ in range(_ROUNDS):
        head = window.upto(at, 32)
        if head[:3] == b"TAG" and at + 128 <= window.size:
            at += 128
        elif head[:8] == b"APETAGEX" and len(head) == 32:
            at += 32 + int.from_bytes(head[12:16], "little")
        else:
            break
    return min(at, window.size)


def _before(window: Window, end: int) -> int:
    if end < 160:
        return end
    tail = window.sparse(end - 160, 160)
    if tail[32:35] == b"TAG":
        return end - 128
    if tail[128:136] == b"APETAGEX":
        size = int.from_bytes(tail[140:144], "little")
        header = 32 if tail[151] & 0x80 else 0  # bit 31 of the flags: a header stands there too
        return max(0, end - size - header)
    if tail[-9:] == b"LYRICS200" and tail[-15:-9].isdigit():
        return max(0, end - 15 - int(tail[-15:-9]))
    return end
