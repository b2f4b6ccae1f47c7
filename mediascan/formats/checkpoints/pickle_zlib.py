"""Pickle in a zlib stream, which joblib writes for `compress=True` (`.pkl.z`, `.joblib`).

Two bytes of header (RFC 1950), deflate, Adler-32 of 4 bytes. joblib before 0.10 set `ZF` and the
length as 19 letters in front (joblib/numpy_pickle_utils.py, read_zfile), and 0.8 one more blank.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.finding import Finding, Kind
from mediascan.model.limits import MIB, Limits
from mediascan.reading.compression.inflate import Method, inflate
from mediascan.reading.compression.inner_format import inner_format
from mediascan.reading.torch.packed_pickles import MOST, packed_finding
from mediascan.reading.window import Window

_HEADERS = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")  # 32 KiB of history
_HEADER, _SUM = 2, 4
_OLD, _OLD_HEADER = b"ZF0x", 21
_PROOF = 64


def examine(window: Window) -> Finding | None:
    start = _start(window) + _HEADER
    if window.size < start + _SUM:
        return None
    deflated = window.cut(start, window.size - start)
    if inner_format(inflate(deflated, Method.DEFLATE, _PROOF).data) != "pickle":
        return None
    stream = inflate(deflated, Method.DEFLATE, MOST)
    return packed_finding("pickle_zlib", window, stream, "zlib", start + stream.used + _SUM)


def _start(window: Window) -> int:
    """Where the zlib stream begins."""
    if not window.has(_OLD, 0):
        return 0
    return _OLD_HEADER + window.has(b" ", _OLD_HEADER)


FORMAT = Format(
    id="pickle_zlib",
    title="Python pickle in zlib",
    kind=Kind.CONTAINER,
    reference="https://joblib.readthedocs.io/en/stable/persistence.html",
    examine=examine,
    signatures=tuple(Signature(header) for header in (*_HEADERS, _OLD)),
    suffixes=(".z", ".pkl", ".joblib"),
    weak=True,
    limits=Limits(total=64 * MIB, seconds=30.0),
)
