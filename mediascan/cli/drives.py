"""`mediascan drives`: what is attached, so that the right drive is taken."""

from dataclasses import asdict
from typing import Annotated

import orjson
import typer
from rich.table import Table

from mediascan.cli.console import OUT, note, size
from mediascan.model.display import show
from mediascan.runs.drives import attached, next_step

_PIPED = 240  # columns for a program, which wants a drive a line
_COLUMNS = ("device", "model", "serial", "size", "connected by", "writable", "mounted or held")


def drives(
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """List the drives that are attached, by what the kernel knows; nothing is read from them."""
    found = attached()
    if json:
        for one in found:
            typer.echo(orjson.dumps(asdict(one) | {"next": next_step(one)}))
        return
    if not found:
        note("No drives are attached, or this system does not list them in /sys/block.")
        return
    table = Table(box=None, pad_edge=False)
    for name in _COLUMNS:
        table.add_column(name, overflow="fold")
    table.add_column("what to do next", overflow="fold", min_width=20)
    for one in found:
        writable = {None: "not known", True: "no", False: "yes"}[one.read_only]
        used = ", ".join(show(name) for name in (*one.mounted_at, *one.held_by)) or "no"
        words = (one.path, one.model or "-", one.serial or "-")
        connected = (one.transport or "-") + (" (removable)" if one.removable else "")
        table.add_row(
            *(show(word) for word in words),
            size(one.size),
            connected,
            writable,
            used,
            next_step(one),
        )
    if not OUT.is_terminal:
        OUT.width = _PIPED
    OUT.print(table)
