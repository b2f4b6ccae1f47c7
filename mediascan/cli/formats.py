"""`mediascan formats`: what it recognises, from the code."""

from typing import Annotated

import orjson
import typer
from rich.table import Table

from mediascan.cli.console import OUT
from mediascan.formats.registry import all_formats


def formats(
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """List the formats that are recognised."""
    if json:
        for one in all_formats():
            data = {"id": one.id, "title": one.title, "kind": one.kind, "reference": one.reference}
            typer.echo(orjson.dumps(data))
        return
    table = Table("format", "kind", "what it is", "usual names", box=None, pad_edge=False)
    for one in all_formats():
        table.add_row(one.id, one.kind, one.title, " ".join(one.suffixes))
    OUT.print(table)
