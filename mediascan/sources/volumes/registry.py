"""Finds every scheme by looking, and asks each of them about a medium."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from mediascan.model.discover import constants
from mediascan.model.errors import InputFault
from mediascan.model.extent import Extent
from mediascan.model.finding import fault_of
from mediascan.reading.window import Window
from mediascan.sources import volumes
from mediascan.sources.volumes.base import Division, Scheme

_FIRST = "gpt"  # where several tables are there, this one is what systems use


@cache
def all_schemes() -> tuple[Scheme, ...]:
    """Every `SCHEME` in the modules beside this one; GPT first, the others by name."""
    found = constants(volumes, "SCHEME", Scheme).values()
    return tuple(sorted(found, key=lambda one: (one.scheme != _FIRST, one.scheme)))


def divide_all(window: Window, sector: int) -> tuple[Division, ...]:
    """What every scheme says of `window`, whose logical sectors have `sector` bytes.

    Several may stand on one medium: an old table beside a new one, a disc for two systems. A later
    division has no volume that an earlier one has, and its volumes are named after it: b"mbr-p1".
    A scheme that is there, but broken, is a division without volumes, with its fault.
    """
    given: list[Division] = []
    for division in _divisions(window, sector):
        known = {one.extents for before in given for one in before.volumes}
        new = [one for one in division.volumes if one.extents not in known]
        if given:
            mark = division.scheme.encode() + b"-"
            new = [replace(one, name=mark + one.name) for one in new]
        given.append(replace(division, volumes=tuple(new)))
    return tuple(given)


def _divisions(window: Window, sector: int) -> Iterator[Division]:
    for scheme in all_schemes():
        try:
            found = scheme.divide(window, sector)
        except InputFault as bad:
            found = Division(scheme.scheme, (), faults=(fault_of(bad),))
        if found is not None:
            yield found


def placed(outer: tuple[Extent, ...], inner: tuple[Extent, ...]) -> Iterator[Extent]:
    """Each run of `inner`, whose `physical` is a `logical` of `outer`, in bytes below `outer`."""
    for logical, start, length in inner:
        if start is None:
            yield Extent(logical, None, length)
            continue
        for below in outer:
            first = max(start, below.logical)
            last = min(start + length, below.logical + below.length)
            if first < last:
                place = None if below.physical is None else below.physical + first - below.logical
                yield Extent(logical + first - start, place, last - first)
