"""The command `mediascan`: one file a command, joined here."""

import io
import os
import signal
import sys
import traceback
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from mediascan import __version__
from mediascan.cli import (
    diff,
    drives,
    explain,
    export,
    formats,
    identify,
    inspect,
    keys,
    prove,
    selftest,
    verify,
)
from mediascan.cli.console import error
from mediascan.engine.signals import POLITE, let_pass
from mediascan.model.errors import READER_GONE, IncompleteError, Interrupted, StopError

app = typer.Typer(
    name="mediascan",
    help="Inspect drives for training datasets and model checkpoints; sign what is there.",
    no_args_is_help=True,
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    pretty_exceptions_show_locals=False,
)
app.command("inspect", short_help="Read sources and write a signed report of each.")(
    inspect.inspect
)
app.command("verify", short_help="Check a report, also against its source.")(verify.verify)
app.command("diff", short_help="Compare two reports, of one drive at two times.")(diff.diff)
app.command("explain", short_help="Show what a report says of one entry, and why.")(explain.explain)
app.command("export", short_help="Write a report in the form of another tool.")(export.export)
app.command("identify", short_help="Say what single files are by their bytes.")(identify.identify)
app.command("formats", short_help="List the formats that are recognised.")(formats.formats)
app.command("drives", short_help="List the drives that are attached.")(drives.drives)
app.command("selftest", short_help="Check that this installation reads media as it should.")(
    selftest.selftest
)
app.command("prove", short_help="Prove one row of a report, without showing the others.")(
    prove.prove
)
app.add_typer(keys.app, name="keys")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"mediascan {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Inspect drives for training datasets and model checkpoints; sign what is there."""


def main() -> None:
    """Run the command line; every deliberate error ends as one sentence and an exit code."""
    _prepare()
    try:
        app()
    except StopError as bad:
        error(str(bad))
        if isinstance(bad, Interrupted):
            _end_deaf()
        sys.exit(bad.exit_code)
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output went away; there is nobody to tell
        sys.exit(READER_GONE)
    except OSError as bad:
        error(f"Cannot go on: {bad.strerror or bad}")
        sys.exit(IncompleteError.exit_code)
    except Exception as bug:
        if os.environ.get("MEDIASCAN_DEBUG"):
            raise
        place = traceback.extract_tb(bug.__traceback__)[-1]
        where = f"{Path(place.filename).name}:{place.lineno}"
        error(f"Internal error at {where}: {type(bug).__name__}: {bug}. What was finished is kept")
        sys.exit(1)


def _prepare() -> None:
    """Streams that take anything, and signals that end a run politely."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the caller: what is said goes nowhere
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - for good
        if isinstance(stream := getattr(sys, name), io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that knows ASCII only
    for number in POLITE:
        if signal.getsignal(number) is not signal.SIG_IGN:  # nohup, and a shell's `&`
            signal.signal(number, _stopped)


def _end_deaf() -> None:
    """While Python shuts down, its own handlers are gone, and a signal would change the code."""
    for one in POLITE:
        signal.signal(one, signal.SIG_IGN)


def _stopped(number: int, _frame: FrameType | None) -> None:
    """End with the exit code that shells use for a signal, and keep what is finished.

    Whoever presses Ctrl-C again does not disturb that.
    """
    for one in POLITE:
        signal.signal(one, let_pass)
    stop = Interrupted("Interrupted; what was finished is kept, and the same command goes on.")
    stop.exit_code = 128 + number
    raise stop
