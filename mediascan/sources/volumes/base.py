"""What divides a medium: partition tables and volume managers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from mediascan.model.extent import Extent
from mediascan.model.finding import Evidence, Fault
from mediascan.reading.window import Window


@dataclass(frozen=True, slots=True)
class Volume:
    """One volume of a medium. `extents` say where its bytes lie, in bytes of the medium."""

    name: bytes  # of its folder in the report, as b"p2"; unique on the medium
    size: int  # bytes
    extents: tuple[Extent, ...]  # by `logical`; one for a partition
    facts: dict[str, Any] = field(default_factory=dict)  # type, label, UUID, first sector ...


@dataclass(frozen=True, slots=True)
class Division:
    """What a scheme says of a medium."""

    scheme: str
    volumes: tuple[Volume, ...]
    facts: dict[str, Any] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    faults: tuple[Fault, ...] = ()  # tables that disagree, checksums that fail, overlaps


@dataclass(frozen=True, slots=True)
class Scheme:
    """One scheme. `divide` gets a window over a medium (or a volume, for LVM).

    It returns None for "not mine" and raises `InputFault` for "mine, but broken".
    """

    scheme: str
    title: str
    reference: str
    divide: Callable[[Window, int], Division | None]  # the int: bytes of a logical sector
