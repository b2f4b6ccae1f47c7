"""Which bytes said what about one entry of an inspected source."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mediascan.model.display import show, unshow
from mediascan.model.errors import TamperedError, UsageError
from mediascan.model.source import INSIDE
from mediascan.report.check import State
from mediascan.report.manifest_reader import find_row
from mediascan.report.verify import Verification, verify_folder
from mediascan.runs.keys import known


def explain(folder: Path, path: bytes) -> tuple[dict[str, Any], str]:
    """The manifest row of `path` in the report in `folder`, which is verified first.

    `path` is the name itself, or as it is shown in the report, with its escapes; from the root of
    the source, or with the path of the source before it. The text says why not to rely on the
    answer, or is "". Raises `TamperedError` where the report does not hold, `UsageError` where it
    has no such entry.
    """
    verification: Verification = verify_folder(folder, known)
    if verification.statement is None or verification.code in {3, 4}:
        raise TamperedError("The report does not verify, so it explains nothing; see verify.")
    source = verification.statement["predicate"]["source"]["path"]
    found = (find_row(folder, name) for name in names_meant(path, os.fsencode(source)))
    row = next((one for one in found if one is not None), None)
    if row is None:
        raise UsageError(
            f"The report has no entry {show(path) or 'without a name'}; give the path of a file or "
            "folder inside the source, as the report shows it."
        )
    doubts = [one.sentence for one in verification.checks if one.state is not State.OK]
    return row, " ".join(doubts)


def names_meant(path: bytes, source: bytes) -> Iterator[bytes]:
    """What `path` may mean, the most literal first."""
    for one in (path, path.removeprefix(source + b"/")):
        if INSIDE in (inside := unshow(os.fsdecode(one))):  # as it is: a member may be called ./a
            yield inside
        steps = [step for step in one.split(b"/") if step not in (b"", b".")]
        name = b"/".join(steps)
        yield name
        yield unshow(os.fsdecode(name))
