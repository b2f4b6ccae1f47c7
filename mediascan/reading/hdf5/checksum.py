"""Jenkins' lookup3 hash, by which newer HDF5 metadata is checked (H5checksum.c, lookup3.c)."""

_MASK = 0xFFFFFFFF
_LONGEST = 1 << 12  # bytes that are worth a hash in Python: superblocks and tree headers


def lookup3(data: bytes) -> int:
    """The 32-bit hash of `data`, as HDF5 stores it behind its metadata."""
    a = b = c = (0xDEADBEEF + len(data)) & _MASK
    data = data[:_LONGEST]
    last = max(0, (len(data) - 1) // 12 * 12)
    for at in range(0, last, 12):
        a, b, c = _mix(*_added(a, b, c, data[at : at + 12]))
    if not data:
        return c
    return _final(*_added(a, b, c, data[last:].ljust(12, b"\0")))


def _added(a: int, b: int, c: int, twelve: bytes) -> tuple[int, int, int]:
    first, second = int.from_bytes(twelve[:4], "little"), int.from_bytes(twelve[4:8], "little")
    third = int.from_bytes(twelve[8:12], "little")
    return (a + first) & _MASK, (b + second) & _MASK, (c + third) & _MASK


def _turned(value: int, by: int) -> int:
    return (value << by | value >> (32 - by)) & _MASK


def _mix(a: int, b: int, c: int) -> tuple[int, int, int]:
    for by in (4, 6, 8, 16, 19, 4):
        a = ((a - c) & _MASK) ^ _turned(c, by)
        c = (c + b) & _MASK
        a, b, c = b, c, a  # the next step does the same to the next of the three
    return a, b, c


def _final(a: int, b: int, c: int) -> int:
    for by in (14, 11, 25, 16, 4, 14, 24):
        c = ((c ^ b) - _turned(b, by)) & _MASK
        a, b, c = b, c, a
    return b  # seven steps turned the three once more than a full round
