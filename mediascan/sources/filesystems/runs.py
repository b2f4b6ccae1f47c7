"""Runs of blocks, as a parser gives them, into extents of bytes that end where the content does."""

from collections.abc import Iterable

from mediascan.model.extent import Extent

FILLER, SPARSE = 1, 2  # TSK_FS_ATTR_RUN_FLAG_*
RUNS_MOST = 1_000_000  # of one file: more take more memory than a worker has
Run = tuple[int, int, int, int]  # first block in the file, on the volume, blocks, flags


def content_runs(
    runs: list[Run], block: int, lengths: tuple[int, int], *, filler: bool
) -> tuple[tuple[Extent, ...], str]:
    """The extents of a file, and what is wrong with them, in words.

    `lengths` are its size and the volume's; `filler` tells that fillers are holes.
    """
    size, end = lengths
    if len(runs) > RUNS_MOST:
        return (), f"more than {RUNS_MOST} runs: not read"
    found: list[Extent] = []
    fault = ""
    at = 0
    for offset, address, count, flags in runs:
        start = offset * block
        length = min(count * block, size - start)
        if length <= 0 or start < at:
            continue
        if start > at:
            fault = fault or f"nothing says where its bytes from {at} to {start} lie"
            put(found, Extent(at, None, start - at))
        place: int | None = address * block
        if flags & (FILLER | SPARSE):
            if flags & FILLER and not filler:
                fault = fault or f"nothing says where {length} bytes from {start} on lie"
            place = None
        kept = length if place is None else max(0, min(length, end - place))
        if kept < length:
            fault = fault or f"its bytes from {start + kept} on lie beyond the end of the volume"
        put(found, Extent(start, place, kept))
        at = start + kept
    if at < size and not fault:
        fault = f"its runs end at {at} of {size} bytes"
    return tuple(found), fault


def put(found: list[Extent], new: Extent) -> None:
    """Append an extent, joined to the last where it goes on."""
    if not new.length:
        return
    if found:
        before = found[-1]
        place = None if before.physical is None else before.physical + before.length
        if new.physical == place and before.logical + before.length == new.logical:
            found[-1] = before._replace(length=before.length + new.length)
            return
    found.append(new)


def stored(extents: Iterable[Extent]) -> int:
    """Bytes of `extents` that the medium holds."""
    return sum(one.length for one in extents if one.physical is not None)


def written(extents: tuple[Extent, ...], valid: int) -> tuple[Extent, ...]:
    """`extents` with zeros from `valid` on: space that was allotted and never written."""
    found: list[Extent] = []
    for one in extents:
        kept = max(0, min(one.length, valid - one.logical))
        if one.physical is None:
            kept = one.length
        put(found, one._replace(length=kept))
        put(found, Extent(one.logical + kept, None, one.length - kept))
    return tuple(found)
