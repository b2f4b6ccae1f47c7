"""Which bytes said what about one entry of an inspected source."""

import os
from pathlib import Path
from typing import Any

from mediascan.model.display import show, unshow
from mediascan.model.errors import TamperedError, UsageError
from mediascan.report.check import State
from mediascan.report.manifest_reader import find_row
from mediascan.report.verify import Verification, verify_folder
from mediascan.runs.keys import known


def explain(folder: Path, path: bytes) -> tuple[dict[str, Any], str]:
    """The manifest row of `path` in the report in `folder`, which is verified first.

    `path` is the name itself, or as it is shown in the report, with its escapes. The text says why
    not to rely on the answer, or is "". Raises `TamperedError` where the report does not hold,
    `UsageError` where it has no such entry.
    """
    verification: Verification = verify_folder(folder, known)
    if verification.statement is None or verification.code in {3, 4}:
        raise TamperedError("The report does not verify, so it explains nothing; see verify.")
    name = path.strip(b"/")
    row = find_row(folder, name) or find_row(folder, unshow(os.fsdecode(name)))
    if row is None:
        raise UsageError(f"The report has no entry {show(path)}.")
    doubts = [one.sentence for one in verification.checks if one.state is not State.OK]
    return row, " ".join(doubts)
