"""A report that was finished before: it answers for what it was made of, and for nothing else."""

from pathlib import Path
from typing import Any

from mediascan.model.display import show
from mediascan.model.errors import TamperedError, UsageError
from mediascan.model.source import SourceSpec
from mediascan.report.verify import verify_folder
from mediascan.runs.begun import source_of
from mediascan.runs.medium import unlocked
from mediascan.sources.registry import open_tree


def earlier_predicate(out: Path, spec: SourceSpec, wanted: dict[str, str]) -> dict[str, Any]:
    """The predicate of the finished report in `out`, if it is that of `spec` and has all `wanted`.

    Raises `UsageError` where it is another one or an interim one, `TamperedError` where it does
    not hold.
    """
    predicate = _predicate(out)
    tree = open_tree(spec)
    try:
        wanted = source_of(tree.facts()) | wanted
    finally:
        tree.close()
    there = {
        **source_of(predicate["source"]),
        **predicate["case"],
        "set of digests": " ".join(predicate["options"]["digests"]),
    }
    for name, value in wanted.items():
        if there[name] != value:
            raise UsageError(
                f"{show(bytes(out))} holds the finished report of another {name} "
                f"({show(there[name]) or 'none'}); choose another folder with --out."
            )
    if not {one.volume for one in spec.keys} <= unlocked(predicate):
        raise UsageError(
            f"{show(bytes(out))} holds a finished report for which not all of these volumes were "
            "unlocked; choose another folder with --out."
        )
    return predicate


def _predicate(out: Path) -> dict[str, Any]:
    """The predicate of the report in `out`.

    Raises `TamperedError` where it does not hold, `UsageError` where it is an interim one.
    """
    verification = verify_folder(out, lambda _: "own")
    if verification.statement is None or verification.code:
        raise TamperedError(
            f"{show(bytes(out))} holds a report that does not verify; see mediascan verify."
        )
    predicate: dict[str, Any] = verification.statement["predicate"]
    if predicate["coverage"].get("vanished"):
        raise UsageError(
            f"{show(bytes(out))} holds an interim report without the work folder that would let "
            "the inspection go on; choose another folder with --out."
        )
    return predicate
