"""Whether bytes look like the weights of a network: for files whose header alone proves little."""

_STEP = 4
_LOWEST, _HIGHEST = 127 - 40, 127 + 20  # exponents of float32 from 1e-12 to 1e6


def like_float32(data: bytes, share: float = 0.98) -> bool:
    """Whether nearly all of `data` are floats of the size that trained weights have.

    Random bytes pass in a quarter of the cases a number, whole numbers and texts in none. At least
    half of them must be other than zero, and not all alike.
    """
    count = len(data) // _STEP
    good = other = 0
    seen: set[int] = set()
    for at in range(0, count * _STEP, _STEP):
        bits = int.from_bytes(data[at : at + _STEP], "little")
        exponent = bits >> 23 & 0xFF
        zero = not bits & 0x7FFFFFFF
        good += zero or _LOWEST <= exponent <= _HIGHEST
        other += not zero
        if len(seen) < 8:
            seen.add(bits)
    return count >= 16 and good >= share * count and 2 * other >= count and len(seen) >= 8
