"""A report in the form of another tool."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from mediascan.model.display import show
from mediascan.model.errors import TamperedError
from mediascan.report.check import State
from mediascan.report.exports.base import UNVERIFIED, LeftOut, Record
from mediascan.report.exports.registry import export_called
from mediascan.report.verify import Verification, unverified_statement, verify_folder
from mediascan.runs.keys import known
from mediascan.runs.output import check_place, new_file

STDOUT = Path("-")


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written, and what there is to say about it."""

    doubts: tuple[str, ...]  # why not to rely on it
    left_out: LeftOut
    code: int  # exit code


def export(folder: Path, kind: str, out: Path, *, unverified: bool) -> Exported:
    """Write the report in `folder` as `kind` into the new file `out`, or to standard output.

    Raises `TamperedError` where the report does not hold, unless `unverified` is asked for.
    """
    form = export_called(kind)
    record, doubts, code = _record(folder, unverified=unverified)
    with form_of_version_1():
        if out != STDOUT:
            check_place(out, [record.statement], [folder])
        with new_file(out) if out != STDOUT else _stdout() as stream:
            left_out = form.write(record, stream)
    return Exported(doubts, left_out, 3 if left_out.counts else code)


def _record(folder: Path, *, unverified: bool) -> tuple[Record, tuple[str, ...], int]:
    if unverified:
        return Record(folder, unverified_statement(folder), verified=False), (UNVERIFIED,), 0
    verification = holds(folder)
    statement, code = verification.statement or {}, verification.code
    doubts = [one.sentence for one in verification.checks if one.state is not State.OK]
    if statement["predicate"]["coverage"].get("complete") is not True:
        doubts.append("The inspection was not complete; what it did not find is in no export.")
        code = 3
    return Record(folder, statement, verified=True), tuple(doubts), code


def holds(folder: Path) -> Verification:
    """The verification of the report in `folder`; raises `TamperedError` where it does not hold."""
    verification = verify_folder(folder, known)
    if verification.statement is None or verification.code in {3, 4}:
        raise TamperedError(
            f"{show(bytes(folder))} does not verify, so nothing is made of it; see verify."
        )
    return verification


@contextmanager
def _stdout() -> Iterator[BinaryIO]:
    yield sys.stdout.buffer
    sys.stdout.buffer.flush()


@contextmanager
def form_of_version_1() -> Iterator[Any]:
    """What was not verified, or was signed by a stranger, may have any form."""
    try:
        yield
    except (AttributeError, KeyError, TypeError, ValueError) as bad:
        words = "The report does not have the form of version 1"
        raise TamperedError(f"{words} ({type(bad).__name__}: {str(bad)[:100]}).") from bad
