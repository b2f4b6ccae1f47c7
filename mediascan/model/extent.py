"""Where the bytes of a file, or of a volume, lie on the medium below."""

from typing import NamedTuple


class Extent(NamedTuple):
    """A run of bytes. All three are in bytes; `physical` counts from the start of the medium.

    `physical` is None where nothing is stored: the run reads as zeros.
    """

    logical: int
    physical: int | None
    length: int
