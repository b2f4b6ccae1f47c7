"""Which bytes said what about one entry of an inspected source."""

from pathlib import Path
from typing import Any

from mediascan.model.display import show
from mediascan.model.errors import TamperedError, UsageError
from mediascan.report.manifest_reader import find_row
from mediascan.report.verify import Verification, verify_folder
from mediascan.runs.keys import known


def explain(folder: Path, path: bytes) -> dict[str, Any]:
    """The manifest row of `path` in the report in `folder`, which is verified first.

    Raises `TamperedError` where the report does not hold, `UsageError` where it has no such entry.
    """
    verification: Verification = verify_folder(folder, known)
    if verification.statement is None or verification.code in {3, 4}:
        raise TamperedError("The report does not verify, so it explains nothing; see verify.")
    row = find_row(folder, path.strip(b"/"))
    if row is None:
        raise UsageError(f"The report has no entry {show(path)}.")
    return row
