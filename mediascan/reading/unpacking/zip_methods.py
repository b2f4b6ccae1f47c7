"""The compressions of ZIP members (APPNOTE 6.3.10, section 4.4.5)."""

from collections.abc import Callable

from mediascan.model.errors import Malformed
from mediascan.reading.unpacking.base import Held
from mediascan.reading.unpacking.forward import Forward, Read, bounded
from mediascan.reading.unpacking.machines import (
    Deflate,
    Machine,
    bzip2,
    lzma1_filter,
    raw_lzma,
    unpacked,
    xz,
    zstd,
)
from mediascan.reading.zips.directory import Member

_FINE = 4096  # bytes of Deflate64 fed at once: they give 4 MiB at the most
_STORED, _DEFLATE, _DEFLATE64, _BZIP2, _LZMA, _ZSTD, _XZ = 0, 8, 9, 12, 14, 93, 95


def opened(held: Held, member: Member, *, later: bool) -> Read | None:
    """The content of `member`, whose data begin where the stream is; None for what is not read.

    `later`: its packed size is not known, so the stream is read as far as the compression goes.
    Raises `InputFault`.
    """
    stream = held.stream
    if member.method == _STORED:
        return None if later else bounded(stream, member.packed)
    source = stream.some if later else bounded(stream, member.packed)
    if member.method == _ZSTD:
        return None if later else zstd(source, held.allowance, held.memory)
    make = _maker(held, member, source)
    if make is None:
        return None
    return unpacked(source, make, held.allowance, _giving_back(stream) if later else _no_more)


def _no_more(_: bytes) -> bool:
    return False


def _giving_back(stream: Forward) -> Callable[[bytes], bool]:
    """For `again`: what is behind the member goes back to the stream."""

    def again(rest: bytes) -> bool:
        stream.back(rest)
        return False

    return again


def _maker(held: Held, member: Member, source: Read) -> Callable[[], Machine] | None:
    if member.method == _DEFLATE:
        return lambda: Deflate(-15)
    if member.method == _BZIP2:
        return bzip2
    if member.method == _XZ:
        return xz(held.memory)
    if member.method == _DEFLATE64:
        return deflate64_maker()
    if member.method == _LZMA:  # 5.8.8: version, size of the properties, properties, data
        start = source(4)
        length = int.from_bytes(start[2:4], "little")
        if len(start) < 4 or length != 5:
            raise Malformed("properties of LZMA that cannot be")
        made = raw_lzma([lzma1_filter(source(length))], held.memory)
        return lambda: Sized(made(), member.size)
    return None


class Sized:
    """A decoder of a bare stream without an end mark: it ends after so many bytes."""

    def __init__(self, machine: Machine, size: int) -> None:
        self._machine = machine
        self._left = size

    @property
    def eof(self) -> bool:
        return not self._left or self._machine.eof

    @property
    def unused_data(self) -> bytes:
        return b""

    @property
    def needs_input(self) -> bool:
        return self._machine.needs_input

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        out = self._machine.decompress(data, min(max_length, self._left))
        self._left -= len(out)
        return out


def deflate64_maker() -> Callable[[], Machine] | None:
    """A maker of decoders of Deflate64; None where the library inflate64 is not installed."""
    try:
        from inflate64 import Inflater  # noqa: PLC0415 - an extra
    except ImportError:
        return None

    class Deflate64:
        """It has no limit of output, so it is fed little at once."""

        def __init__(self) -> None:
            self._machine = Inflater()
            self._in = self._out = b""

        @property
        def eof(self) -> bool:
            return bool(self._machine.eof) and not self._out

        @property
        def unused_data(self) -> bytes:
            return b""

        @property
        def needs_input(self) -> bool:
            return not self._out and not self._in

        def decompress(self, data: bytes, max_length: int = -1) -> bytes:
            self._in += data
            if not self._out:
                first, self._in = self._in[:_FINE], self._in[_FINE:]
                self._out = self._machine.inflate(first)
            some, self._out = self._out[:max_length], self._out[max_length:]
            return some

    return Deflate64
