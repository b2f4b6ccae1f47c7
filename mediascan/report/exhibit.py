"""What the statement says of a medium: what state it is in, and that no byte of it is left out.

Attributed, unattributed and unreadable bytes add up to the size. What was looked through without a
file is told by class; of what no structure was found in, a bound says how much else there may be.
"""

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from mediascan.model.extent import BEYOND
from mediascan.model.finding import Fault, FaultKind, fault_as_data
from mediascan.model.row import Row
from mediascan.model.source import EntryKind
from mediascan.model.verdict import EXAMPLES, Total
from mediascan.report.names import named

MISS = 1e-6  # of the bounds: so seldom do probes at random places miss a larger part
_PROBE = 4 << 20  # bytes of a run for one probe: engine.space.STRIDE
_LEAST = 4  # probes of a run at least
BARE = "no file system that is known here; its bytes were searched as they lie"
UNIFORM = (
    "no file system that is known here; all of it looks random: consistent with encryption or a "
    "random fill, which cannot be told apart"
)
DIFFERS = "the {} digest stored in the image is not that of its bytes"
DECRYPTED = (
    "decrypted in memory, with keys given by the operator: their digests are those of decrypted "
    "bytes, and their places, from 2^61 on, are none of the medium"
)
RANGES = 256  # unreadable ranges in the statement, as the row of the medium has them


@dataclass(slots=True)
class _Class:
    runs: int = 0
    bytes: int = 0
    probes: int = 0


@dataclass(slots=True)
class Exhibit:
    """Counts the rows of one medium as they stream by. `facts` are those of its layout."""

    facts: dict[str, Any]
    _classes: dict[str, _Class] = field(default_factory=lambda: defaultdict(_Class))
    _whole: dict[str, Any] = field(default_factory=dict)
    _read: int = 0
    _lost_in_space: int = 0
    _deleted: int = 0
    _deleted_read: int = 0
    _uniform: list[dict[str, str]] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list)
    _filled: dict[int, set[str]] = field(
        default_factory=lambda: defaultdict(set)
    )  # volumes that hold more than one byte repeated, and the classes of what lies in no file

    def __post_init__(self) -> None:
        volumes = self.facts.get("volumes") or []
        volumes.sort(key=lambda one: int(one["offset"]))
        self._starts = [int(one["offset"]) for one in volumes]

    def add(self, row: Row, data: dict[str, Any]) -> None:
        """Count `row`, whose manifest data is `data`."""
        kind = EntryKind(row.kind)
        if kind is EntryKind.MEDIUM:
            self._read = row.read
            self._whole = {
                key: data[key]
                for key in ("blake3", "sha256", "md5", "sha1", "readable", "content")
                if key in data
            }
            self._whole["unreadable"] = data.get("holes", [])[:RANGES]
        elif kind is EntryKind.SPACE:
            self._add_space(row)
        elif kind is EntryKind.DELETED:
            self._deleted += 1
            self._deleted_read += row.content != "overwritten" and not row.unread

    def _add_space(self, row: Row) -> None:
        name = row.content or "unknown"
        counted = self._classes[name]
        counted.runs += 1
        counted.bytes += row.size
        counted.probes += max(_LEAST, row.size // _PROBE)
        if name == "uniform" and len(self._uniform) < EXAMPLES:
            self._uniform.append(named(row.path))
        start = int(row.path.rpartition(b"/")[2])
        self._lost_in_space += row.size - row.read if start < BEYOND else 0
        at = bisect_right(self._starts, start) - 1
        if name == "constant" or at < 0:
            return
        volume = self._volumes()[at]
        if start < int(volume["offset"]) + int(volume["sizeBytes"]):
            self._filled[at].add(name)

    def totals(self, totals: dict[str, Total]) -> dict[str, Total]:
        """`totals` and what of the medium keeps an inspection from being CLEAR besides."""
        unread, unknown, unopened = totals["unread"], totals["unknown"], totals["unopened"]
        closed = [one for at, one in enumerate(self._volumes()) if self._is_closed(at, one)]
        broken = [one for one in self._volumes() if one.get("faults")]
        checks = self.facts["selftest"].get("checks", ())
        broken += [
            {"name": f"check {one['id']}", "sizeBytes": "0"} for one in checks if not one["passed"]
        ]
        broken += [
            {"name": f"stored digest {one['algorithm']}", "sizeBytes": "0"}
            for one in self._stored()
            if one["result"] == "differs"
        ]
        uniform = self._classes.get("uniform", _Class())
        return totals | {
            "unread": _with(unread, broken),
            "unopened": _with(unopened, closed),
            "unknown": Total(
                unknown.count + uniform.runs,
                unknown.bytes + uniform.bytes,
                (*unknown.examples, *self._uniform)[:EXAMPLES],
            ),
        }

    def _volumes(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.facts.get("volumes") or []
        return found

    def _is_closed(self, at: int, volume: dict[str, Any]) -> bool:
        """Whether nobody looked into a volume that is not blank."""
        if "notRead" in volume:
            return True
        bare = "fileSystem" not in volume and not volume.get("volumes")
        return bare and at in self._filled

    def _told(self, at: int, volume: dict[str, Any]) -> dict[str, Any]:
        said = "notRead" in volume or any("nextStep" in one for one in volume["states"])
        if said or not self._is_closed(at, volume):
            return volume
        if self._filled[at] == {"uniform"}:
            return volume | {"notRead": UNIFORM, "looksRandom": True}
        return volume | {"notRead": BARE}

    def _stored(self) -> list[dict[str, str]]:
        """The digests that the image stores, and whether they are those of its bytes."""
        stored: dict[str, str] = self.facts.get("medium", {}).get("storedDigests") or {}
        return [
            {"algorithm": name, "stored": value, "result": self._compared(name, value)}
            for name, value in sorted(stored.items())
        ]

    def _compared(self, name: str, value: str) -> str:
        made = self._whole.get(name)
        if made is None:
            return "not compared"
        return "equal" if made == value.lower() else "differs"

    def _faults(self) -> list[dict[str, Any]]:
        """What is wrong with the medium as a whole."""
        differing = [one["algorithm"] for one in self._stored() if one["result"] == "differs"]
        found: list[dict[str, Any]] = self.facts.get("faults") or []
        return found + [
            fault_as_data(Fault(FaultKind.MALFORMED, DIFFERS.format(name.upper())))
            for name in differing
        ]

    def as_data(self) -> dict[str, Any]:
        """The section of the statement."""
        size = int(self.facts.get("size") or 0)
        space = self.facts.get("space") or {}
        unreadable = size - min(size, self._read)
        lost = min(self._lost_in_space, unreadable)
        unattributed = max(0, int(space.get("unattributed", 0)) - lost)
        return {
            "identity": self.facts.get("medium") or {},
            "states": self.facts.get("states") or [],
            "divisions": self.facts.get("divisions") or [],
            "volumes": [self._told(at, one) for at, one in enumerate(self._volumes())],
            "faults": self._faults(),
            "whole": self._whole,
            "storedDigests": self._stored(),
            "coverage": {
                "sizeBytes": str(size),
                "attributedBytes": str(size - unreadable - unattributed),
                "unattributedBytes": str(unattributed),
                "unreadableBytes": str(unreadable),
                "slackBytes": str(int(space.get("short", 0))),
            },
            **_decrypted(space),
            "unattributed": [
                {"class": name, "runs": one.runs, "bytes": str(one.bytes), **_bound(name, one)}
                for name, one in sorted(self._classes.items())
            ],
            "deleted": {"entries": self._deleted, "read": self._deleted_read},
            "selftest": self.facts["selftest"],
            "reading": {
                "order": "as the bytes lie, in one pass over the medium",
                "filesInOrder": int(space.get("inOrder", 0)),
                "filesOutOfOrder": int(space.get("outOfOrder", 0)),
            },
        }


def _decrypted(space: dict[str, Any]) -> dict[str, Any]:
    """Of the bytes of unlocked volumes, which are none of the medium; nothing where none was."""
    size = int(space.get("decrypted", 0))
    held = int(space.get("decryptedAttributed", 0))
    if not size:
        return {}
    counts = {"attributedBytes": str(held), "unattributedBytes": str(size - held)}
    return {"decrypted": {"note": DECRYPTED, "sizeBytes": str(size), **counts}}


def _with(total: Total, volumes: list[dict[str, Any]]) -> Total:
    names = tuple({"path": one["name"]} for one in volumes)
    size = sum(int(one["sizeBytes"]) for one in volumes)
    examples = (*total.examples, *names)[:EXAMPLES]
    return Total(total.count + len(volumes), total.bytes + size, examples)


def _bound(name: str, counted: _Class) -> dict[str, Any]:
    """For runs told by probes alone: how much else they may hold, in parts of a million.

    n probes that all agree miss a part p of the bytes with (1 - p)^n: p is that for `MISS`.
    """
    if name != "uniform":
        return {}
    part = 1 - MISS ** (1 / counted.probes)
    return {"probes": counted.probes, "otherAtMostPerMillion": int(part * 1_000_000) + 1}
