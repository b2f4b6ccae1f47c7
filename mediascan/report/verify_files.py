"""Whether a report folder holds just the files that were signed, byte for byte."""

import stat
from pathlib import Path
from typing import Any

from mediascan.model.display import show
from mediascan.report.check import Check, State
from mediascan.report.digests import file_digests
from mediascan.report.folder import WORK
from mediascan.report.statement import ENVELOPE, STATEMENT

STRANGERS = 20  # files that do not belong there, each with a line; the others are counted


def check_files(folder: Path, subjects: list[dict[str, Any]], *, interim: bool) -> list[Check]:
    """What is wrong with the files; empty when all are as signed and nothing was added.

    Beside an `interim` report lies the work folder, from which the inspection goes on.
    """
    wrong = [fault for one in subjects for fault in _subject(folder, one)]
    signed = {STATEMENT, ENVELOPE, *(one["name"] for one in subjects)}
    strangers = sorted(path.name for path in folder.iterdir() if path.name not in signed)
    if interim:
        strangers = [name for name in strangers if name != WORK]
    elif WORK in strangers:
        strangers.remove(WORK)
        words = "is left of a run that was cut off at its very end; the same command removes it."
        wrong.append(_failed(f"{WORK} {words}", 3))
    wrong += [
        _failed(f"{show(name)} is not part of the signed report.") for name in strangers[:STRANGERS]
    ]
    more = len(strangers) - STRANGERS
    if more > 0:
        wrong.append(_failed(f"{more:,} more files are not part of the signed report."))
    return wrong


def _subject(folder: Path, subject: dict[str, Any]) -> list[Check]:
    """What is wrong with one signed file: nothing, or one thing."""
    name = subject["name"]
    if "/" in name or "\0" in name or name in {"", ".", ".."}:
        return [_failed(f"{show(name)} is no name of a file of a report.")]
    path = folder / name
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return [_failed(f"{show(name)} is no plain file.")]
        found = file_digests(path)
    except FileNotFoundError:
        return [_failed(f"{show(name)} is missing from the report.", 3)]
    except OSError as bad:
        return [_failed(f"{show(name)} cannot be read: {bad.strerror}.", 3)]
    if found != subject["digest"]:
        return [_failed(f"{show(name)} is not the file that was signed: it was changed.")]
    return []


def _failed(sentence: str, code: int = 4) -> Check:
    return Check("files", State.FAIL, sentence, code)
