"""`mediascan explain`: which bytes, at which offset, said what."""

import os
from pathlib import Path
from typing import Annotated

import orjson
import typer

from mediascan.cli.console import line, size
from mediascan.cli.evidence import print_finding
from mediascan.model.display import show
from mediascan.runs.explain import explain as run


def explain(
    report: Annotated[Path, typer.Argument(help="Folder of a report.")],
    path: Annotated[str, typer.Argument(help="Path inside the inspected source.")],
    json: Annotated[bool, typer.Option("--json", help="The manifest's row as JSON.")] = False,
) -> None:
    """Show all that the signed report says of one entry, with its evidence."""
    row = run(report, os.fsencode(path))
    if json:
        typer.echo(orjson.dumps(row, option=orjson.OPT_INDENT_2))
        return
    line(show(row["path"]), "bold")
    line(f"  {row['type']}, {size(int(row['size']))} ({int(row['size']):,} bytes)")
    for name in ("content", "magic", "target", "sha256", "blake3"):
        if name in row:
            line(f"  {name}: {show(row[name])}")
    for fault in row.get("faults", ()):
        line(f"  fault: {fault['kind']}: {show(fault['message'])}", "FAIL")
    for hole in row.get("holes", ()):
        line(f"  not read: {hole['length']} bytes at {hole['offset']} (errno {hole['errno']})")
    for finding in row.get("findings", ()):
        print_finding(finding)
    if not row.get("findings"):
        line("  No format of interest was recognised.")
