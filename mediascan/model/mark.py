"""`Mark`: how far a large file was read, and all that is needed to go on from there."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a file at the end of a segment. `state` is `Identity.state` of the file then.

    `digests` has the inner state of each digest in `DIGESTS`, None where not asked for; `segments`
    the digests of the segments so far. The rest is what `engine.read.Content` had gathered.
    """

    path: bytes
    state: tuple[int, int, int, int]
    offset: int
    digests: tuple[bytes | None, ...]
    segments: bytes | None
    constant: bool
    nul: bool
    holes: tuple[tuple[int, int, int], ...]  # offset, length, errno
    lost: int
    tries: int  # failed reads that may still be tried again page by page
