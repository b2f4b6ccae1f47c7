"""Finds out what is on a medium, before its content is read: states, volumes, file systems, files.

The order is that of an examiner: what the whole medium shows itself to be, how it is divided, and
for each volume whether it is closed (encrypted, a member of an array), which file system it has,
and what that lists. All of it goes into a layout on disk. A volume that nobody reads stays one run
of bytes, which are looked through as such, and the report says why and what to do.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mediascan.engine.states import states
from mediascan.engine.unlocker import Unlocker
from mediascan.engine.walker import Walk
from mediascan.model.errors import InputFault
from mediascan.model.extent import Extent
from mediascan.model.finding import (
    Confidence,
    Fault,
    FaultKind,
    Finding,
    Kind,
    as_data,
    fault_as_data,
    plain,
)
from mediascan.model.limits import Limits
from mediascan.model.source import EntryKind, Identity
from mediascan.reading.window import ReadAt, Window
from mediascan.sources.filesystems.base import Listed, Parser
from mediascan.sources.filesystems.registry import can_read, parsers_for, why_not
from mediascan.sources.layout import DELETED, MEDIUM, LayoutWriter
from mediascan.sources.mapped import Mapped
from mediascan.sources.media.base import Medium
from mediascan.sources.volumes.base import Division, Volume
from mediascan.sources.volumes.registry import divide_all, placed

LEAST_RUN = 4096  # bytes: shorter ones are slack behind the ends of files, and not looked through
VOLUMES = 1024  # of one medium; a GUID partition table has 128 at most
CLOSED = "encrypted: without the key only its header can be read"
WHOLE = b"volume"  # the name of a volume that no table names
STATES = 16  # findings kept of one volume
_TABLES = {"gpt", "mbr", "apm"}  # for whole media: a volume manager lies in a volume
_OWN = {  # files that are NTFS itself (records 0 to 11), which no user of it writes
    b"$" + name
    for name in (
        *(b"MFT", b"MFTMirr", b"LogFile", b"Volume", b"AttrDef", b"Bitmap", b"Boot", b"BadClus"),
        *(b"Secure", b"UpCase"),
    )
}
_EVERY = 1024  # entries between two words to whoever waits

Tell = Callable[[int], None]  # entries so far
Walker = Callable[[Volume, Parser], Walk]


@dataclass(slots=True)
class Surveyor:
    """Surveys one medium into one layout."""

    medium: Medium
    layout: LayoutWriter
    walk: Walker
    tell: Tell
    unlocker: Unlocker
    _volumes: list[dict[str, Any]] = field(default_factory=list)
    _cuts: list[int] = field(default_factory=list)  # where volumes begin and end
    _told: int = 0

    def survey(self) -> None:
        """All of it. Raises `OSError` where not even the first bytes can be read."""
        size = self.medium.size
        everything = Volume(WHOLE, size, (Extent(0, 0, size),))
        self.layout.fact("medium", plain(self.medium.facts()))
        self.layout.fact("size", size)
        self.layout.add(MEDIUM, EntryKind.MEDIUM, Identity(size, 0, 0, 0, size))
        found, faults = self._states(everything)
        divisions = self._divisions(everything, Limits())
        self.layout.fact("states", [as_data(one) for one in found[:STATES]])
        self.layout.fact("divisions", [_division(one) for one in divisions])
        volumes = [one for division in divisions for one in division.volumes]
        if volumes:
            for one in volumes:
                self._volume(one, inner=True)
        elif size:
            self._volume(everything, inner=True)
        faults += self.unlocker.unused()
        self.layout.fact("faults", [fault_as_data(one) for one in faults])
        self.layout.fact("volumes", self._volumes)
        self.layout.fact("unlocked", [one.as_data() for one in self.unlocker.parts])
        self.layout.finish(LEAST_RUN, self._cuts)

    def _states(self, volume: Volume) -> tuple[tuple[Finding, ...], list[Fault]]:
        """What the whole of a volume shows itself to be."""
        try:
            return states(self._read_at(volume), volume.size), []
        except OSError as bad:
            return (), [Fault(FaultKind.UNREADABLE, bad.strerror or str(bad))]

    def _divisions(self, volume: Volume, limits: Limits) -> tuple[Division, ...]:
        window = Window.onto(self._read_at(volume), volume.size, limits)
        try:
            return divide_all(window, self.medium.sector)
        except (OSError, InputFault):
            return ()  # the states say what could not be read

    def _volume(self, volume: Volume, *, inner: bool) -> None:
        """Add a volume, and what is in it."""
        if len(self._volumes) >= VOLUMES:
            return
        identity = Identity(volume.size, 0, 0, 0, volume.size)
        self.layout.add(volume.name, EntryKind.VOLUME, identity, volume.extents)
        for _, start, length in volume.extents:
            self._cuts += [start, start + length] if start is not None else []
        found, faults = self._states(volume)
        first = next((one.physical for one in volume.extents if one.physical is not None), 0)
        said: dict[str, Any] = {
            "name": volume.name.decode("utf-8", "backslashreplace"),
            "offset": str(first),
            "sizeBytes": str(volume.size),
            "facts": plain(volume.facts),
            "states": [_state(one) for one in found[:STATES]],
        }
        self._volumes.append(said)
        closed = next((one for one in found if _is_closed(one)), None)
        if closed:
            said["notRead"] = str(closed.facts.get("next_step", CLOSED))
            self._unlock(volume, closed, said, faults)
        elif not self._file_system(volume, said, faults):
            parts = self._inner(volume) if inner else []
            said["volumes"] = len(parts)
            for one in parts:
                self._volume(one, inner=False)
        said["faults"] = [fault_as_data(one) for one in faults]

    def _unlock(
        self, volume: Volume, state: Finding, said: dict[str, Any], faults: list[Fault]
    ) -> None:
        """Add what a closed volume holds, where its key was given."""
        opened = self.unlocker.unlock(volume, state)
        if opened is None:
            return
        if isinstance(opened, Fault):
            faults.append(opened)
            return
        del said["notRead"]
        for one in said["states"]:
            one.pop("nextStep", None)
        said["unlocked"] = opened.volume.name.decode("utf-8", "backslashreplace")
        said["volumes"] = 1
        self.layout.extend(opened.part.start, opened.part.size)
        self.layout.attribute(placed(volume.extents, (opened.payload,)))
        self._volume(opened.volume, inner=True)

    def _inner(self, volume: Volume) -> list[Volume]:
        """The volumes that a volume manager keeps in `volume`, placed on the medium."""
        return [
            Volume(
                volume.name + b"-" + one.name,
                one.size,
                tuple(placed(volume.extents, one.extents)),
                one.facts,
            )
            for division in self._divisions(volume, Limits())
            if division.scheme not in _TABLES
            for one in division.volumes
        ]

    def _file_system(self, volume: Volume, said: dict[str, Any], faults: list[Fault]) -> bool:
        """Whether there is one; if it can be read, its entries are added."""
        window = Window.onto(self._read_at(volume), volume.size, Limits())
        try:
            parsers = parsers_for(window)
        except (OSError, InputFault):
            parsers = ()
        if not parsers:
            return False
        parser = parsers[0]
        said["fileSystem"] = parser.kind
        said["fileSystemTitle"] = parser.title
        try:
            said["fileSystemFacts"] = plain(parser.describe(window))
        except (OSError, InputFault) as bad:
            said["fileSystemFacts"] = {"notDescribed": str(bad)}
        if not can_read(parser):
            said["notRead"] = why_not(parser)
            return True
        said |= {"files": 0, "folders": 0, "deleted": 0, "unreadableFiles": 0}
        walk = self.walk(volume, parser)
        for one in walk.entries():
            self._entry(volume, one, said)
        said["fileSystemFacts"] |= plain(walk.facts)
        faults += walk.faults
        return True

    def _entry(self, volume: Volume, one: Listed, said: dict[str, Any]) -> None:
        self._told += 1
        if self._told % _EVERY == 0:
            self.tell(self._told)
        if not one.path or (one.path in _OWN and said["fileSystem"] == "ntfs"):
            return  # the root, which is the volume itself; its tables are looked through as space
        path = volume.name + (DELETED if one.deleted else b"") + b"/" + one.path
        if one.stream:
            path += b":" + one.stream.replace(b"/", b"_")
        runs = tuple(placed(volume.extents, one.extents))
        kind = one.kind
        if one.deleted and kind is not EntryKind.FOLDER:
            kind = EntryKind.DELETED
        if not one.deleted:
            self.layout.attribute(runs)
        said["deleted"] += one.deleted
        said["files"] += kind is EntryKind.FILE
        said["folders"] += kind is EntryKind.FOLDER and not one.deleted
        said["unreadableFiles"] += bool(one.fault) and kind is EntryKind.FILE
        self.layout.add(
            path,
            kind,
            one.identity._replace(allocated=self.layout.held(runs)),
            runs if kind is not EntryKind.FOLDER else (),
            inside=one.resident,
            target=one.target,
            fault=one.fault,
        )

    def _read_at(self, volume: Volume) -> ReadAt:
        return Mapped(self.medium.read_into, volume.extents, volume.size).read_at


def _is_closed(state: Finding) -> bool:
    """Whether a volume in this state cannot be read by itself."""
    if state.kind is Kind.ENCRYPTED:
        return state.confidence >= Confidence.MAGIC
    return state.facts.get("missing_members", 0) > 0


def _state(one: Finding) -> dict[str, Any]:
    told = {"format": one.format_id, "kind": str(one.kind), "confidence": one.confidence.name}
    step = one.facts.get("next_step")
    return told | ({"nextStep": step} if step else {})


def _division(one: Division) -> dict[str, Any]:
    return {
        "scheme": one.scheme,
        "volumes": len(one.volumes),
        "facts": plain(one.facts),
        "evidence": [
            {"offset": str(piece.offset), "hex": piece.data.hex(), "meaning": piece.meaning}
            for piece in one.evidence
        ],
        "faults": [fault_as_data(fault) for fault in one.faults],
    }


def survey_into(medium: Medium, file: Path, walk: Walker, tell: Tell, unlocker: Unlocker) -> None:
    """Survey `medium`, on which `unlocker` reads what it unlocks, into the layout `file`."""
    layout = LayoutWriter(file, medium.size)
    try:
        Surveyor(medium, layout, walk, tell, unlocker).survey()
    finally:
        layout.close()
