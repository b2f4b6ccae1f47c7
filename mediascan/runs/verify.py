"""Verify a report, and hold it against the source it was made from."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mediascan.catalog.catalog import Catalog
from mediascan.catalog.in_order import RowsInOrder
from mediascan.engine.digests import SEGMENT
from mediascan.engine.order import depth_for, order_for
from mediascan.engine.pending import PendingEntries
from mediascan.engine.pool import Pool
from mediascan.engine.walk import nothing_known
from mediascan.model.display import show
from mediascan.model.errors import UsageError
from mediascan.model.reading import DIGESTS, Reading
from mediascan.model.row import Row
from mediascan.model.source import KeyFile
from mediascan.report.damage import Damage, damage_between
from mediascan.report.drift import CHANGES
from mediascan.report.manifest_reader import rows
from mediascan.report.pieces import decimal
from mediascan.report.proof import PROOF
from mediascan.report.rows import row_data
from mediascan.report.verify import Verification, verify_folder
from mediascan.report.verify_drift import verify_drift
from mediascan.report.verify_proof import verify_proof
from mediascan.runs.clock import now
from mediascan.runs.difference import Difference
from mediascan.runs.keys import known
from mediascan.runs.medium import all_batches, laid_out, ring_for, unlocked, with_keys
from mediascan.runs.places import keep_out
from mediascan.sources.registry import open_tree, spec_for

_CONTENT = ("type", "size", *DIGESTS, "target", "target_b64")


def verify(folder: Path) -> Verification:
    """Check the report, the proof of a row or the list of changes in `folder` by itself."""
    if os.path.lexists(folder / PROOF):
        return verify_proof(folder, known)
    if os.path.lexists(folder / CHANGES):
        return verify_drift(folder, known)
    return verify_folder(folder, known)


def differences(
    folder: Path,
    statement: dict[str, Any] | None,
    source: str,
    keys: tuple[KeyFile, ...] = (),
) -> Iterator[Difference]:
    """Read `source` again and compare it with the report in `folder`, in path order.

    `statement` is that of the report, verified. Times are not compared: a copy of the same content
    is the same content. Where the report has segments of our length, they say where a file differs.
    `keys` unlock volumes again. Raises `UsageError` where the report has others.
    """
    spec = with_keys(spec_for(source), keys)
    if missing := unlocked(statement["predicate"] if statement else {}) - {
        one.volume for one in keys
    }:
        names = ", ".join(show(name) for name in sorted(missing))
        raise UsageError(f"The report has volumes that were unlocked ({names}): --unlock them.")
    temporary = tempfile.gettempdir()
    keep_out([source], temporary, "folder for temporary files", "name another one with TMPDIR")
    segments = segment_bytes(statement) == SEGMENT
    reading = Reading(_digests(statement), segments=segments)
    with tempfile.TemporaryDirectory(prefix="mediascan-") as work:
        catalog = Catalog(Path(work) / "catalog.sqlite")
        pending = PendingEntries(Path(work) / "folders.sqlite")
        spec = laid_out(spec, Path(work), lambda _: None)
        tree = open_tree(spec)
        turns = tree.facts().get("rotational")
        order = order_for(rotational=turns)
        ring, count = ring_for(tree, 0, depth_for(order, rotational=turns))
        pool = Pool(spec, reading, count, ring=ring)
        ordered = None
        try:
            session = catalog.start_session(now())
            found = all_batches(tree, pending, nothing_known, order, lambda: None)
            for result in pool.results(found, lambda: None):
                catalog.add([result.columns], session, now())
            files = (one for one in rows(folder) if one[1].get("type") != "member")
            ordered = RowsInOrder(catalog, Path(work) / "sorted.sqlite")
            yield from _joined(files, ordered.rows())
        finally:
            if ordered is not None:
                ordered.close()
            pool.close()
            tree.close()
            pending.close()
            catalog.close()


def _joined(
    then: Iterator[tuple[bytes, dict[str, Any]]], today: Iterator[Row]
) -> Iterator[Difference]:
    """Both lists are in path order, so one pass finds every difference."""
    old, new = next(then, None), next(today, None)
    while old is not None or new is not None:
        if old is not None and (new is None or old[0] < new.path):
            yield Difference(old[0], "missing", "in the report, but not there now")
            old = next(then, None)
        elif new is not None and (old is None or new.path < old[0]):
            yield Difference(new.path, "added", "there now, but not in the report")
            new = next(today, None)
        elif old is not None and new is not None:
            data = row_data(new)
            words = _changes(old[1], data)
            if words:
                damage = _damage(old[1], data)
                yield Difference(new.path, "changed", words + _where(damage), damage)
            old, new = next(then, None), next(today, None)


def _changes(then: dict[str, Any], today: dict[str, Any]) -> str:
    """What of the content differs, in words; "" for nothing."""
    had, has = (any(name in one for name in DIGESTS) for one in (then, today))
    if then["type"] == today["type"] == "file":
        if has and not had:
            return "was not fully read for the report, and can be read now"
        if had and not has:
            return f"was read for the report, and cannot be read now{_why(today)}"
    if today["type"] == "folder" and "faults" in today and "faults" not in then:
        return f"was listed for the report, and cannot be listed now{_why(today)}"
    return ", ".join(
        f"{key} was {_shown(then.get(key))}, is {_shown(today.get(key))}"
        for key in _CONTENT
        if then.get(key) != today.get(key) and not (key == "size" and then["type"] == "folder")
    )


def _why(today: dict[str, Any]) -> str:
    faults = today.get("faults", ())
    return f" ({show(faults[0]['message'])})" if faults else ""


def _damage(then: dict[str, Any], today: dict[str, Any]) -> Damage | None:
    """Where a file differs, or cannot be read now; None where that is not known."""
    if "holes" in today and "holes" not in then:
        damage = Damage()
        for hole in today["holes"]:
            damage.add(int(hole["offset"]), int(hole["length"]))
        return damage
    return damage_between(then, today, SEGMENT)


def _where(damage: Damage | None) -> str:
    if damage is None:
        return ""
    return (
        f"; in {damage.words()}"
        if damage.count
        else "; yet no segment differs: the report contradicts itself"
    )


def segment_bytes(statement: dict[str, Any] | None) -> int:
    """The length of the report's segments; 0 where it has none."""
    options = statement["predicate"]["options"] if statement else {}
    return decimal(options.get("segmentBytes", "0"))


def _digests(statement: dict[str, Any] | None) -> tuple[str, ...]:
    """The digests that the report was made with."""
    made = statement["predicate"]["options"]["digests"] if statement else ()
    return tuple(name for name in DIGESTS if name in made)


def _shown(value: Any) -> str:
    """A value of a row for people: the target of a link is a name from evidence."""
    return "none" if value is None else show(str(value))
