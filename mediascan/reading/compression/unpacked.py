"""`unpacked_size`: about how much a compressed file holds of which only the start was unpacked.

The second half of what was unpacked tells how well the rest compresses: the first one has nothing
to point back to. The two bound the estimate, with a margin, because no half is like all the rest.
A gzip file ends with its size modulo 2**32 (RFC 1952 section 2.3.1), if it has one member.
"""

from mediascan.reading.compression.inflate import Inflated, Method, inflate
from mediascan.reading.nature.ratio import Interval
from mediascan.reading.window import Window

_MARGIN = 0.1  # of the ratio, on both sides
_BLOCK = 100_000
_TRAILER = 1 << 32
_LEAST = 4096  # unpacked bytes below which halves say nothing


def unpacked_size(window: Window, method: Method, stream: Inflated) -> Interval:
    """Bytes that all of `window` unpacks to, of which `stream` is the start."""
    data, used = len(stream.data), stream.used
    if stream.ended or used <= 0 or used >= window.size:
        return Interval(data, data, data)
    ratios = [data / used]
    if method is Method.BZIP2:
        data = _whole_blocks(window, data)
        ratios = [data / used]
    elif data >= _LEAST:
        half = inflate(window, method, data // 2)
        if used > half.used > 0:
            ratios = [len(half.data) / half.used, (data - len(half.data)) / (used - half.used)]
    rest = window.size - used
    low, value, high = (
        data + int(rest * ratio)
        for ratio in (min(ratios) * (1 - _MARGIN), ratios[-1], max(ratios) * (1 + _MARGIN))
    )
    if method is Method.GZIP:
        value = _by_trailer(window, value)
    return Interval(value, min(low, value), max(high, value))


def _whole_blocks(window: Window, data: int) -> int:
    """Bytes of the bzip2 blocks that had to be unpacked to give the first `data`.

    The fourth byte of a file is the size of its blocks in 100,000 bytes, as a digit.
    """
    digit = window.upto(3, 1)
    block = _BLOCK * int(digit) if digit.isdigit() and digit != b"0" else 9 * _BLOCK
    return -(-data // block) * block


def _by_trailer(window: Window, value: int) -> int:
    """The size nearest to `value` that gzip's last four bytes allow; `value` if none is near."""
    told = int.from_bytes(window.read(window.size - 4, 4), "little")
    near = told + max(0, round((value - told) / _TRAILER)) * _TRAILER
    return near if value / 2 < near < value * 2 else value
