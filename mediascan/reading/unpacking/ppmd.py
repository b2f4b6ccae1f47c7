"""PPMd, variant H, of 7z: by the library pyppmd, where it is installed."""

from collections.abc import Callable

from mediascan.model.errors import LimitExceeded, Malformed
from mediascan.reading.unpacking.machines import Machine


def ppmd_maker(properties: bytes, size: int, memory: int) -> Callable[[], Machine] | None:
    """A maker of decoders for `size` bytes; None where the library is not installed.

    `properties` are the order, one byte, and the memory, four. Raises `InputFault`.
    """
    try:
        from pyppmd import Ppmd7Decoder  # noqa: PLC0415 - an extra
    except ImportError:
        return None
    if len(properties) < 5 or not 2 <= properties[0] <= 64:
        raise Malformed("properties of PPMd that cannot be")
    order, needed = properties[0], int.from_bytes(properties[1:5], "little")
    if not 1 << 11 <= needed <= memory:
        raise LimitExceeded(f"PPMd with a memory of {needed} bytes; limit {memory}")

    class Ppmd:
        def __init__(self) -> None:
            self._machine = Ppmd7Decoder(order, needed)
            self._left = size

        @property
        def eof(self) -> bool:
            return not self._left

        @property
        def unused_data(self) -> bytes:
            return b""

        @property
        def needs_input(self) -> bool:
            return bool(self._machine.needs_input)

        def decompress(self, data: bytes, max_length: int = -1) -> bytes:
            out: bytes = self._machine.decode(data, min(max_length, self._left))
            self._left -= len(out)
            return out

    return Ppmd
