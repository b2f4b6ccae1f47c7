"""Draws a random sample of known size from pieces that stream by, the same for the same seed.

Knuth's algorithm S (The Art of Computer Programming, volume 2, 3.4.2): piece t of N is taken with
probability (n - taken) / (N - t). Every set of n pieces is equally likely, in whole numbers without
rounding, and nothing is kept but two counts. The randomness is BLAKE3's extended output of the
seed, so that a stranger can draw the same sample with `b3sum --length`.
"""

import secrets
import struct
from collections.abc import Callable, Iterator

from blake3 import blake3

from mediascan.model.errors import TamperedError, UsageError

SEED_LENGTH = 64  # characters
_BLOCK = 8192  # numbers made at a time: all the memory that is taken
_NUMBERS = 1 << 64

Below = Callable[[int], int]  # a random number from 0 up to, but without, its argument


def new_seed() -> str:
    """A seed of 128 bits that nobody could foresee."""
    return secrets.token_hex(16)


def below(seed: str) -> Below:
    """Random numbers from `seed`, uniform below any bound up to 2^64.

    They are the 64-bit little-endian words of BLAKE3's output for the seed's bytes, each modulo the
    bound; a word in the incomplete last multiple of the bound is passed over. Raises `UsageError`
    for a seed that cannot be written down and typed again.
    """
    if not (seed.isascii() and seed.isprintable() and 0 < len(seed) <= SEED_LENGTH):
        raise UsageError(f"A seed has 1 to {SEED_LENGTH} printable ASCII characters.")
    words: Iterator[int] = iter(())
    stream = blake3(seed.encode("ascii"))
    offset = 0

    def word() -> int:
        nonlocal words, offset
        found = next(words, None)
        if found is None:
            block = stream.digest(length=8 * _BLOCK, seek=offset)
            offset += len(block)
            words = iter(struct.unpack(f"<{_BLOCK}Q", block))
            found = next(words)
        return found

    def number(bound: int) -> int:
        end = _NUMBERS - _NUMBERS % bound
        return next(one for one in iter(word, None) if one < end) % bound

    return number


class Draw:
    """Draws `wanted` of `population` pieces, which are shown to it in their order."""

    def __init__(self, number_below: Below, population: int, wanted: int) -> None:
        self._below = number_below
        self._left = population  # pieces not yet shown
        self._wanted = min(wanted, population)  # pieces not yet drawn

    def of(self, count: int) -> list[int]:
        """Which of the next `count` pieces are drawn, numbered from 0.

        Raises `TamperedError` when more come than there were.
        """
        if count > self._left:
            raise TamperedError("The manifest changed while it was read.")
        drawn = []
        for number in range(count):
            if not self._wanted:
                break
            if self._below(self._left - number) < self._wanted:
                drawn.append(number)
                self._wanted -= 1
        self._left -= count
        return drawn
