"""LVM2: linear logical volumes that lie wholly on this physical volume.

Striped, thin, mirrored, cached volumes and those on several drives are named and not put together.
"""

from typing import Any

from mediascan.model.extent import Extent
from mediascan.model.finding import Fault, FaultKind
from mediascan.reading.volumes.lvm2 import PhysicalVolume, read_lvm2
from mediascan.reading.volumes.partitions import FAULTS
from mediascan.reading.window import Window
from mediascan.sources.volumes.base import Division, Scheme, Volume

VOLUMES_MOST = 4096
SEGMENTS_MOST = 65_536  # of one volume
_SECTOR = 512


class _Unread(Exception):
    """Why a logical volume is not put together."""


def divide(window: Window, _sector: int) -> Division | None:
    found = read_lvm2(window)
    if found is None:
        return None
    faults = [Fault(FaultKind.MALFORMED, one) for one in found.faults]
    volumes = []
    logical = _section(found.text, "logical_volumes")
    for name, one in list(logical.items())[:VOLUMES_MOST]:
        try:
            volumes.append(_volume(window, found, name, one))
        except _Unread as why:
            if len(faults) < FAULTS:
                text = f"logical volume {name} is not put together: {why}"
                faults.append(Fault(FaultKind.SKIPPED, text))
    facts = {
        "physicalVolume": found.id,
        "group": found.group,
        "groupId": str(found.text.get("id", "")),
        "logicalVolumes": list(logical)[:VOLUMES_MOST],
        "physicalVolumes": len(_section(found.text, "physical_volumes")),
    }
    evidence = (window.evidence(found.at, 64, "label of an LVM2 physical volume"),)
    return Division("lvm2", tuple(volumes), facts, evidence, tuple(faults))


def _volume(window: Window, found: PhysicalVolume, name: str, one: Any) -> Volume:
    """A linear volume. Raises `_Unread`."""
    if not isinstance(one, dict):
        raise _Unread("its description is not one")
    unit = _number(found.text, "extent_size") * _SECTOR
    starts = _starts(found)
    extents: list[Extent] = []
    at = 0
    count = _number(one, "segment_count")
    if not 0 < count <= SEGMENTS_MOST:
        raise _Unread(f"{count} segments")
    for number in range(1, count + 1):
        segment = _section(one, f"segment{number}")
        kind, stripes = segment.get("type"), segment.get("stripes")
        if kind != "striped" or _number(segment, "stripe_count") != 1:
            raise _Unread(f"segment {number} is {kind}, over {segment.get('stripe_count', '?')}")
        if not (isinstance(stripes, list) and len(stripes) == 2 and isinstance(stripes[1], int)):
            raise _Unread(f"segment {number} says nothing of its place")
        if stripes[0] not in starts:
            raise _Unread(f"segment {number} lies on another physical volume, {stripes[0]}")
        length = _number(segment, "extent_count") * unit
        place = starts[stripes[0]] + stripes[1] * unit
        if length <= 0 or place < 0 or place + length > window.size:
            raise _Unread(f"segment {number} lies beyond the end of the physical volume")
        if _number(segment, "start_extent") * unit != at:
            raise _Unread(f"segment {number} does not follow the one before")
        extents.append(Extent(at, place, length))
        at += length
    facts = {"group": found.group, "label": name, "uuid": str(one.get("id", ""))}
    return Volume(b"lv-" + name.encode(), at, tuple(extents), facts)


def _starts(found: PhysicalVolume) -> dict[str, int]:
    """Where the extents of this physical volume begin, by the name that the text gives to it."""
    plain = found.id.replace("-", "")
    return {
        name: _number(one, "pe_start") * _SECTOR
        for name, one in _section(found.text, "physical_volumes").items()
        if isinstance(one, dict) and str(one.get("id", "")).replace("-", "") == plain
    }


def _section(of: dict[str, Any], name: str) -> dict[str, Any]:
    one = of.get(name)
    return one if isinstance(one, dict) else {}


def _number(of: dict[str, Any], name: str) -> int:
    one = of.get(name)
    return one if isinstance(one, int) else 0


SCHEME = Scheme(
    scheme="lvm2",
    title="LVM2 physical volume",
    reference="https://github.com/libyal/libvslvm/blob/main/documentation/Logical%20Volume%20Manager%20(LVM)%20format.asciidoc",
    divide=divide,
)
