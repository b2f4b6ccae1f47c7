"""What an opener is: a card and one function. One file a kind of container, one `OPENER` a file."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache

from mediascan.model.discover import constants
from mediascan.model.finding import Evidence, Fault
from mediascan.reading.unpacking.allowance import MEMORY, Allowance
from mediascan.reading.unpacking.forward import Forward, Read
from mediascan.reading.window import ReadAt


@dataclass(slots=True)
class Item:
    """One file in a container. Its bytes are to be read before the next item is asked for.

    `read` raises `InputFault` where the bytes are not what the container says.
    """

    name: bytes  # as the container has it
    read: Read | None  # None where it is not read; `fault` says why
    size: int = -1  # bytes, as the container says; -1 where it does not
    mtime_ns: int = 0
    fault: Fault | None = None
    bomb: bool = False  # it announces far more than the container can hold
    evidence: tuple[Evidence, ...] = ()  # for the fault
    place: int = -1  # where its bytes lie in the container as they are; -1 where they do not


@dataclass(slots=True)
class Held:
    """A container that is being opened, and what is found out about it on the way."""

    stream: Forward
    name: bytes  # its own, without folders
    allowance: Allowance
    memory: int = MEMORY  # bytes that one decoder may take
    size: int = -1  # bytes; -1 where it is a stream whose end is not known
    read_at: ReadAt | None = None  # where it can be read at any place
    faults: list[Fault] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)  # its lists of members contradict each other
    others: int = 0  # folders, links and devices in it


@dataclass(frozen=True, slots=True)
class Opener:
    """One kind of container, by the id of its format.

    `members` gives the files in the order of their bytes, and raises `InputFault` where it cannot
    go on. `alone`: it needs the stream only; else `read_at` and `size` too. `random`: it reads at
    any place, and never from the stream. `is_one_thing` tells by the first bytes, where no more can
    be had, that the members are parts of one model or one set of arrays.
    """

    format_id: str
    members: Callable[[Held], Iterator[Item]]
    alone: bool = True
    random: bool = False
    is_one_thing: Callable[[bytes], bool] = lambda _: False


@cache
def openers() -> dict[str, Opener]:
    """Every `OPENER` in this package, by the id of its format."""
    from mediascan.reading import unpacking  # noqa: PLC0415 - they import this module

    return {one.format_id: one for one in constants(unpacking, "OPENER", Opener).values()}
