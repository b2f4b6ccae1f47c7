"""A collection as the statement tells it."""

from dataclasses import dataclass, field
from typing import Any

from mediascan.assembly.base import LayoutKind, Role, ShardKind, StoreKind
from mediascan.assembly.sums import amounts_data
from mediascan.assembly.tally import FOLDERS, NAMED, RANGES, Member, Tally
from mediascan.model.display import show
from mediascan.model.finding import Confidence

_LONGEST = 200  # characters of a name


@dataclass(frozen=True, slots=True)
class Collection:
    """`data` is what the statement has, without the names of places, which the report spells.

    `places` and `evidence` are paths with what is told of them.
    """

    size: int
    members: int
    order: tuple[bytes, ...]  # tells collections of equal size apart, whatever the order of rows
    data: dict[str, Any]
    places: tuple[bytes, ...] = ()
    evidence: tuple[tuple[bytes, dict[str, str]], ...] = ()
    conflicts: tuple[tuple[int, bytes, bytes], ...] = ()


@dataclass(slots=True)
class Folder:
    """What the files below one folder add up to."""

    path: bytes
    kind: str
    files: int = 0
    size: int = 0
    confidence: Confidence = Confidence.PARSED
    content: dict[str, tuple[int, int]] = field(default_factory=dict)  # class -> files, bytes
    classes: int = 0
    fitting: int = 0  # files named as the layout wants
    data: dict[str, Any] = field(default_factory=dict)
    evidence: list[tuple[bytes, dict[str, str]]] = field(default_factory=list)


def of_tally(kind: ShardKind, tally: Tally) -> Collection:
    """The collection of files that make one set."""
    data: dict[str, Any] = {
        "kind": kind.id,
        "title": kind.title,
        "unit": list(kind.unit),
        "label": tally.label[:_LONGEST],
        "name": "" if tally.loose else show(tally.pattern.rpartition(b"/")[2])[:_LONGEST],
        "loose": tally.loose,
        "confidence": tally.confidence.name,
        "members": tally.members,
        "bytes": str(tally.size),
        "folders": len(tally.folders),
        "manyFolders": len(tally.folders) >= FOLDERS,
        "formats": sorted(tally.formats),
        "shapes": tally.shapes,
        "corpora": tally.corpora,
        "conflicts": tally.conflicts,
        "copies": tally.copies,
        "companions": tally.companions,
        "indexes": tally.indexes,
        "disagreeing": tally.disagree,
        "exact": amounts_data(tally.exact),
        "estimated": amounts_data(tally.estimated),
        "whole": {name: str(value) for name, value in sorted(tally.whole.items())},
    }
    if tally.expected or tally.missing:
        data["numbers"] = _numbers(tally)
    places = sorted(tally.folders)[:NAMED]
    return Collection(
        tally.size,
        tally.members,
        (kind.id.encode(), places[0] if places else b"", tally.pattern),
        _without_nothing(data),
        tuple(places),
        tuple(_evidence(one) for one in tally.evidence),
        tuple(tally.conflict_names),
    )


def of_folder(kind: StoreKind | LayoutKind, found: Folder) -> Collection:
    """The collection that is one folder with all that is below it."""
    data = {
        "kind": kind.id,
        "title": kind.title,
        "name": show(found.path[found.path.rfind(b"/") + 1 :])[:_LONGEST],
        "confidence": found.confidence.name,
        "members": found.files,
        "bytes": str(found.size),
        "folders": 1,
        "classes": found.classes,
        "fitting": found.fitting,
        "layout": isinstance(kind, LayoutKind) and kind.share > 0,
        "content": [
            {"class": name, "files": files, "bytes": str(size)}
            for name, (files, size) in sorted(
                found.content.items(), key=lambda one: (-one[1][0], one[0])
            )
        ],
        **found.data,
    }
    return Collection(
        found.size,
        found.files,
        (kind.id.encode(), found.path),
        _without_nothing(data),
        (found.path,),
        tuple(found.evidence[:NAMED]),
    )


def _numbers(tally: Tally) -> dict[str, Any]:
    several = tally.series_total > 1
    runs = [
        {
            **({"series": show(series)[:_LONGEST]} if several else {}),
            "from": start,
            "to": end,
        }
        for series, start, end in tally.runs[:RANGES]
    ]
    return {
        "seen": tally.members,
        **({"expected": tally.expected} if tally.expected else {}),
        "missing": tally.missing,
        "missingRuns": runs,
        "more": tally.more_runs,
        "series": tally.series_total,
        "known": tally.known or ("index" if tally.indexes else "count"),
    }


def _evidence(one: Member) -> tuple[bytes, dict[str, str]]:
    told = {"role": Role(one.role).name.lower()}
    if one.format:
        told["format"] = one.format
    if one.digest is not None:
        told["sha256"] = one.digest.hex()
    return one.path, told


def _without_nothing(data: dict[str, Any]) -> dict[str, Any]:
    kept = {"members", "bytes"}
    return {key: value for key, value in data.items() if value or key in kept}
