"""`mediascan formats`: what it recognises, from the code."""

from typing import Annotated

import orjson
import typer
from rich.table import Table

from mediascan.cli.console import OUT
from mediascan.formats.registry import all_formats

_PIPED = 200  # columns for a program, which wants a format a line


def formats(
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """List the formats that are recognised."""
    if json:
        for one in all_formats():
            data = {
                "id": one.id,
                "title": one.title,
                "kind": one.kind,
                "suffixes": one.suffixes,
                "reference": one.reference,
            }
            typer.echo(orjson.dumps(data))
        return
    table = Table(box=None, pad_edge=False)
    for name in ("format", "kind"):
        table.add_column(name, no_wrap=True)
    table.add_column("what it is", overflow="fold")
    table.add_column("usual names", overflow="fold")
    for one in all_formats():
        table.add_row(one.id, one.kind, one.title, " ".join(one.suffixes))
    if not OUT.is_terminal:
        OUT.width = _PIPED
    OUT.print(table)
