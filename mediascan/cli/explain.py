"""`mediascan explain`: which bytes, at which offset, said what."""

import os
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from mediascan.cli.console import line, note, size
from mediascan.cli.evidence import print_finding
from mediascan.model.display import show
from mediascan.model.errors import TamperedError
from mediascan.report.names import raw_name
from mediascan.runs.explain import explain as run


def explain(
    report: Annotated[Path, typer.Argument(help="Folder of a report.")],
    path: Annotated[str, typer.Argument(help="Path inside the inspected source.")],
    json: Annotated[bool, typer.Option("--json", help="The manifest's row as JSON.")] = False,
) -> None:
    """Show all that the signed report says of one entry, with its evidence."""
    row, doubts = run(report, os.fsencode(path))
    if doubts:
        note(doubts, "FAIL")
    if json:
        typer.echo(orjson.dumps(row, option=orjson.OPT_INDENT_2))
        return
    try:
        _print(row)
    except (AttributeError, KeyError, TypeError, ValueError) as bad:
        words = f"The manifest's row does not have the form of version 1 ({bad!r:.100})."
        raise TamperedError(words) from bad


def _print(row: dict[str, Any]) -> None:
    line(show(raw_name(row, "path", "path_b64")), "bold")
    line(f"  {show(row['type'])}, {size(int(row['size']))} ({int(row['size']):,} bytes)")
    if "target" in row:
        line(f"  target: {show(raw_name(row, 'target', 'target_b64'))}")
    for name in ("content", "magic", "sha256", "blake3"):
        if name in row:
            line(f"  {name}: {show(row[name])}")
    for fault in row.get("faults", ()):
        line(f"  fault: {show(fault['kind'])}: {show(fault['message'])}", "FAIL")
    for hole in row.get("holes", ()):
        length, offset = int(hole["length"]), int(hole["offset"])
        line(f"  not read: {length:,} bytes at {offset:,} (errno {int(hole['errno'])})")
    for finding in row.get("findings", ()):
        print_finding(finding)
    if not row.get("findings"):
        line("  No format of interest was recognised.")
