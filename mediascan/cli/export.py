"""`mediascan export`: a report in the form of another tool."""

from pathlib import Path
from typing import Annotated

import typer

from mediascan.cli.console import line, note
from mediascan.model.display import show
from mediascan.model.errors import UsageError
from mediascan.report.exports.registry import all_exports
from mediascan.runs.export import export as run


def export(
    report: Annotated[Path | None, typer.Argument(help="Folder of a report.")] = None,
    kind: Annotated[str, typer.Option("--as", help="Form; without: they are listed.")] = "",
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="New file; - is standard output.")
    ] = None,
    unverified: Annotated[
        bool, typer.Option("--unverified", help="Also of a report that does not hold.")
    ] = False,
) -> None:
    """Write a report that verifies in the form of another tool."""
    if not kind:
        for one in all_exports():
            line(f"{one.id:12} {one.title}")
        return
    if report is None or out is None:
        raise UsageError("Say which report and where to: export REPORT --as FORM -o FILE.")
    exported = run(report, kind, out, unverified=unverified)
    for words in exported.doubts:
        note(words, "FAIL")
    for words in exported.left_out.sentences():
        note(words, "not checked")
    if str(out) != "-":
        line(f"Written: {show(bytes(out))}")
    raise typer.Exit(exported.code)
