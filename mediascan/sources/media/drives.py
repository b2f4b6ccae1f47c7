"""What is attached to this machine: the list from which the officer takes the drive."""

from dataclasses import dataclass
from pathlib import Path

from mediascan.sources.media.custody import custody, hindrances
from mediascan.sources.media.identity import model, serial, transport
from mediascan.sources.media.sysfs import HERE, UNIT, System, disks, number, partitions

_MEMORY = ("ram", "zram")  # of the running system itself, never an exhibit


@dataclass(frozen=True, slots=True)
class Drive:
    """One whole device. Texts are the drive's own words, made Unicode, not made safe to show."""

    path: str
    model: str
    serial: str
    transport: str
    size: int  # bytes
    read_only: bool | None  # None where the kernel does not say
    removable: bool
    mounted_at: tuple[str, ...]
    held_by: tuple[str, ...]
    partitions: tuple[str, ...]
    hindrances: tuple[str, ...]  # why it is refused as it is now; none: it can be read


def drives(system: System = HERE) -> list[Drive]:
    """Every device with a medium in it, by name."""
    found = (_drive(one, system) for one in disks(system) if not one.name.startswith(_MEMORY))
    return [one for one in found if one.size]


def _drive(disk: Path, system: System) -> Drive:
    told = custody(disk, system)
    read_only = number(disk, "ro")
    path = str(system.dev / disk.name.replace("!", "/"))  # how sysfs writes a slash
    return Drive(
        path=path,
        model=model(disk),
        serial=serial(disk),
        transport=transport(disk),
        size=(number(disk, "size") or 0) * UNIT,
        read_only=None if read_only is None else bool(read_only),
        removable=number(disk, "removable") == 1,
        mounted_at=tuple(told["mountedAt"]),
        held_by=tuple(told["heldBy"]),
        partitions=tuple(one.name for one in partitions(disk)),
        hindrances=hindrances(told),
    )
