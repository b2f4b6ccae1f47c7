"""Compares two inspections, of one drive at two times, and signs what changed."""

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mediascan import __version__
from mediascan.catalog.moves import COME, GONE, Moves
from mediascan.model.change import Change, What
from mediascan.report.blind import Blind
from mediascan.report.check import State
from mediascan.report.compare import STRONG, compare, describe, strong_digest
from mediascan.report.drift import ChangesWriter, drift_statement, side
from mediascan.report.folder import PUBLIC_KEY
from mediascan.report.manifest_reader import rows
from mediascan.report.statement import ENVELOPE, STATEMENT
from mediascan.runs.clock import now
from mediascan.runs.export import form_of_version_1, holds
from mediascan.runs.output import check_place, new_folder
from mediascan.runs.places import keep_out
from mediascan.runs.signer import Signing
from mediascan.signing.envelope import IN_TOTO, seal
from mediascan.signing.public_key import from_raw, to_pem

DIFFER = 7  # exit code
_NOT_LISTED = "may be there: the {} report does not say what was in its folder"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the reports, verified."""

    folder: Path
    statement: dict[str, Any]
    said: dict[str, Any]  # as `report.drift.side`
    doubts: tuple[str, ...]
    code: int


@dataclass(frozen=True, slots=True)
class Drift:
    """How many entries became what, and what to keep in mind."""

    earlier: dict[str, Any]
    later: dict[str, Any]
    counts: dict[str, int]
    notes: tuple[str, ...]
    code: int


def diff(
    earlier: Path,
    later: Path,
    tell: Callable[[Change], None],
    out: Path | None = None,
    signing: Callable[[], Signing] | None = None,
) -> Drift:
    """Compare two reports; `tell` gets each change: first by path, then moves, removals, additions.

    With `out`, a new folder, and `signing` the changes are written there and signed. Raises
    `TamperedError` where a report does not hold.
    """
    sides = (_side(earlier), _side(later))
    counts = {str(one): 0 for one in What}
    with ExitStack() as stack, form_of_version_1():
        part = writer = signer = None
        if out is not None and signing is not None:
            check_place(out, [one.statement for one in sides], [earlier, later])
            signer = signing()
            part = stack.enter_context(new_folder(out))
            writer = ChangesWriter(part)
        for change in _changes(*sides):
            counts[change.what] += 1
            if change.what is not What.SAME:
                tell(change)
                if writer:
                    writer.add(change)
        drift = Drift(sides[0].said, sides[1].said, counts, _notes(*sides), _code(counts, sides))
        if part and writer and signer:
            _sign(part, drift, writer.close(), signer)
    return drift


def _side(folder: Path) -> Side:
    verification = holds(folder)
    statement = verification.statement or {}
    sha256 = hashlib.sha256((folder / STATEMENT).read_bytes()).hexdigest()
    doubts = [one.sentence for one in verification.checks if one.state is not State.OK]
    with form_of_version_1():
        said = side(statement, sha256)
    return Side(folder, statement, said, tuple(doubts), verification.code)


def _changes(earlier: Side, later: Side) -> Iterator[Change]:
    """Every entry of both; what is in one of them only comes last, paired by content."""
    sources = [one.statement["predicate"]["source"]["path"] for one in (earlier, later)]
    temporary = tempfile.gettempdir()
    keep_out(sources, temporary, "folder for temporary files", "name another one with TMPDIR")
    with tempfile.TemporaryDirectory(prefix="mediascan-") as work:
        moves = Moves(Path(work) / "moves.sqlite")
        try:
            yield from _by_path(earlier, later, moves)
            for path, to, words in moves.pair():
                yield Change(What.MOVED, path, words, to)
            for path, words in moves.left(GONE):
                yield Change(What.REMOVED, path, words)
            for path, words in moves.left(COME):
                yield Change(What.ADDED, path, words)
        finally:
            moves.close()


def _by_path(earlier: Side, later: Side, moves: Moves) -> Iterator[Change]:
    """Both lists are in path order, so one pass finds every difference."""
    digests = _common(earlier, later)
    blind_then, blind_now = Blind(earlier.statement), Blind(later.statement)
    for path, old, new in _joined(rows(earlier.folder), rows(later.folder)):
        if old:
            blind_then.look(path, old)
        if new:
            blind_now.look(path, new)
        if old and new:
            what, words = compare(old, new)
            yield Change(what, path, words)
        elif old and blind_now.covers(path):
            yield Change(What.UNKNOWN, path, _NOT_LISTED.format("later"))
        elif new and blind_then.covers(path):
            yield Change(What.UNKNOWN, path, _NOT_LISTED.format("earlier"))
        else:
            row, which = (old, GONE) if old else (new, COME)
            moves.add(which, path, strong_digest(row, digests), describe(row))


Rows = Iterator[tuple[bytes, dict[str, Any]]]


def _joined(then: Rows, today: Rows) -> Iterator[tuple[bytes, dict[str, Any], dict[str, Any]]]:
    """Every path once, with the row of each list, or {} where a list does not have it."""
    old, new = next(then, None), next(today, None)
    while old or new:
        path = min(one[0] for one in (old, new) if one)
        here = tuple(one[1] if one and one[0] == path else {} for one in (old, new))
        yield path, here[0], here[1]
        old = next(then, None) if here[0] else old
        new = next(today, None) if here[1] else new


def _common(earlier: Side, later: Side) -> tuple[str, ...]:
    """The strong digests that both reports were made with."""
    made = [one.statement["predicate"]["options"]["digests"] for one in (earlier, later)]
    return tuple(name for name in STRONG if all(name in one for one in made))


def _notes(earlier: Side, later: Side) -> tuple[str, ...]:
    """What may make the answer another one than was asked for."""
    notes = [*earlier.doubts, *(one for one in later.doubts if one not in earlier.doubts)]
    if later.said["finished"] < earlier.said["finished"]:
        notes.append("The report that was named first is the later one.")
    kinds = (("serial", "drive"), ("uuid", "file system"), ("kind", "kind of source"))
    for key, words in kinds:
        was, is_now = (_told(one.statement["predicate"]["source"], key) for one in (earlier, later))
        if was and is_now and was != is_now:
            notes.append(f"The reports are of another {words} each.")
    if later.said["exhibit"] != earlier.said["exhibit"]:
        notes.append("The reports are of exhibits with different numbers.")
    return tuple(notes)


def _told(source: dict[str, Any], key: str) -> str:
    """A fact of a source, or "" where it says in words that there is none."""
    value = str(source.get(key) or "")
    return "" if value.startswith("not available") else value


def _code(counts: dict[str, int], sides: tuple[Side, Side]) -> int:
    if any(counts[one] for one in (What.CHANGED, What.MOVED, What.REMOVED, What.ADDED)):
        return DIFFER
    return 3 if counts[What.UNKNOWN] else max(one.code for one in sides)


def _sign(folder: Path, drift: Drift, changes: dict[str, Any], signing: Signing) -> None:
    """Write statement, envelope and key beside the list of changes."""
    signer = signing.signer
    predicate = {
        "schema": "1.0",
        "tool": {"name": "mediascan", "version": __version__},
        "made": now(),
        "earlier": drift.earlier,
        "later": drift.later,
        "counts": drift.counts,
        "changes": changes,
        "notes": list(drift.notes),
        "signer": {
            "role": signing.role,
            "algorithm": "Ed25519",
            "keyId": signer.key_id,
            "publicKey": PUBLIC_KEY,
            "origin": signing.origin,
            "protected": signer.protected,
        },
    }
    data = drift_statement(folder, predicate)
    (folder / PUBLIC_KEY).write_bytes(to_pem(from_raw(signer.public)))
    (folder / STATEMENT).write_bytes(data)
    (folder / ENVELOPE).write_bytes(seal(data, IN_TOTO, [signer]))
