"""Where the bytes of a file, or of a volume, lie on the medium below."""

from typing import NamedTuple

BEYOND = 1 << 61  # from here on places are those of decrypted bytes: no medium has 2 EiB


class Extent(NamedTuple):
    """A run of bytes. All three are in bytes; `physical` counts from the start of the medium.

    `physical` is None where nothing is stored: the run reads as zeros.
    """

    logical: int
    physical: int | None
    length: int
