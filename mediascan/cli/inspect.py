"""`mediascan inspect`: the main job."""

import os
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from mediascan.cli.console import error, line, note, on_terminal
from mediascan.cli.passphrase import passphrase
from mediascan.cli.screen import TerminalBoard
from mediascan.cli.unlock import key_files
from mediascan.cli.watchers import EventBoard, SilentBoard
from mediascan.engine.order import Order
from mediascan.model.errors import StopError, UsageError
from mediascan.model.handling import Handling
from mediascan.model.reading import DIGESTS, USUAL, Reading
from mediascan.model.verdict import EXIT_CODES, Outcome
from mediascan.reading.unpacking.allowance import DEPTH
from mediascan.report.renderers.terminal import summary_lines
from mediascan.runs.inspect import Inspection
from mediascan.runs.inspect import inspect as run
from mediascan.runs.observer import Observer
from mediascan.runs.places import keep_out
from mediascan.runs.several import Ending, inspect_several
from mediascan.runs.signer import check_key_place, signing_key

_NAME_BYTES = 200  # of a source's name in that of its folder: file systems allow 255 in all


class Digest(StrEnum):
    """What may be made of each file."""

    BLAKE3 = "blake3"
    SHA256 = "sha256"
    MD5 = "md5"
    SHA1 = "sha1"


class ReadOrder(StrEnum):
    """In which order files are read."""

    AUTO = "auto"
    PATH = Order.PATH.value
    INODE = Order.INODE.value
    EXTENT = Order.EXTENT.value


class FailOn(StrEnum):
    """From which outcome on the exit code says so."""

    INCONCLUSIVE = "inconclusive"
    REFER = "refer"
    HOLD = "hold"


def inspect(
    sources: Annotated[
        list[str], typer.Argument(help="Devices, disk images, folders, or file system URLs.")
    ],
    out: Annotated[Path, typer.Option(help="Folder for the report; never inside a source.")],
    case: Annotated[str, typer.Option(help="Case number.")] = "",
    exhibit: Annotated[str, typer.Option(help="Exhibit number.")] = "",
    operator: Annotated[str, typer.Option(help="Who inspects.")] = "",
    key: Annotated[
        Path | None, typer.Option(envvar="MEDIASCAN_KEY", help="Private key that signs.")
    ] = None,
    passphrase_file: Annotated[Path | None, typer.Option(help="File with its passphrase.")] = None,
    passphrase_fd: Annotated[int | None, typer.Option(help="Open file descriptor with it.")] = None,
    digest: Annotated[
        list[Digest] | None, typer.Option(help="May be repeated; without: blake3 and sha256.")
    ] = None,
    segments: Annotated[
        bool, typer.Option(help="Digests also of each 64 MiB of large files.")
    ] = True,
    members: Annotated[
        bool, typer.Option("--members/--no-members", help="Inspect the members of archives too.")
    ] = True,
    depth: Annotated[
        int, typer.Option(min=1, max=DEPTH, help="How many archives in one another are opened.")
    ] = DEPTH,
    workers: Annotated[
        int,
        typer.Option(
            min=0, max=256, help="Processes a source; 0: one on rotating disks, else cores."
        ),
    ] = 0,
    read_order: Annotated[
        ReadOrder,
        typer.Option(
            "--order", help="Order of reading; auto: extent on rotating disks, else path."
        ),
    ] = ReadOrder.AUTO,
    accept_writable: Annotated[
        bool, typer.Option("--accept-writable", help="Read a device that something can write to.")
    ] = False,
    image: Annotated[
        bool,
        typer.Option("--image", help="The source is a raw disk image, whatever it looks like."),
    ] = False,
    label_capacity: Annotated[
        str, typer.Option(help="Capacity on the drive's label, as '80 TB', to be compared.")
    ] = "",
    smart: Annotated[
        str, typer.Option(help="File that smartctl --json --xall wrote about the drive.")
    ] = "",
    unlock: Annotated[
        list[str] | None,
        typer.Option(
            metavar="VOLUME[:FILE]",
            help="Unlock a volume (LUKS1, BitLocker) with the key in FILE; without, it is asked.",
        ),
    ] = None,
    events: Annotated[str, typer.Option(help="Write NDJSON events to a file, or to - .")] = "",
    quiet: Annotated[bool, typer.Option("--quiet", help="Print errors only.")] = False,
    fail_on: Annotated[
        FailOn | None, typer.Option(help="Exit with 10 REFER, 11 INCONCLUSIVE, 12 HOLD.")
    ] = None,
) -> None:
    """Read sources from end to end and write a signed report of each. Run again, it resumes.

    Several sources are read side by side; each has a folder of its own in the output folder, and
    the exhibit number gets .1, .2 and so on.
    """
    if len(sources) > 1 and (label_capacity or smart or unlock):
        raise UsageError("--label-capacity, --smart and --unlock are of one drive: name one.")
    names = tuple(one for one in DIGESTS if one in (digest or USUAL))
    reading = Reading(names, segments, depth if members else 0)
    chosen = None if read_order is ReadOrder.AUTO else Order(read_order.value)
    order = Inspection(
        *(sources[0], out, case, exhibit, operator, workers),
        reading=reading,
        order=chosen,
        side_by_side=len(sources),
        handling=Handling(accept_writable, image, label_capacity, smart, key_files(unlock or [])),
    )
    ask = passphrase(passphrase_file, passphrase_fd)
    if key is None:
        check_key_place(sources)
    if events not in {"", "-"}:
        keep_out(sources, events, "file for events", "choose a file elsewhere with --events")
    with _board(events, quiet=quiet, several=len(sources) > 1) as board:
        if len(sources) == 1:
            endings = [_one(order, key, ask, board.line())]
        else:
            orders = [_part(order, number, sources) for number in range(1, len(sources) + 1)]
            lines = [board.line() for _ in orders]
            endings = inspect_several(orders, key, ask, lines)
    for ending in endings:
        _print(ending, quiet=quiet, to_stderr=events == "-" or not on_terminal())
    raise typer.Exit(max(_code(ending, fail_on) for ending in endings))


def _one(
    order: Inspection, key: Path | None, ask: Callable[[], bytes], watcher: Observer
) -> Ending:
    try:
        return Ending(order, run(order, lambda: signing_key(key, ask), watcher), None)
    except StopError as bad:
        watcher.stopped(str(bad))
        raise


def _part(order: Inspection, number: int, sources: list[str]) -> Inspection:
    """The order for one of several sources, whose folder is numbered and named after it."""
    source = sources[number - 1]
    name = os.fsencode(Path(source).name or "source")[:_NAME_BYTES]
    folder = f"{number:02}-{os.fsdecode(name)}"
    exhibit = f"{order.exhibit}.{number}" if order.exhibit else str(number)
    beside = tuple(one for one in sources if one != source)
    return replace(order, source=source, exhibit=exhibit, out=order.out / folder, beside=beside)


def _board(
    events: str, *, quiet: bool, several: bool
) -> AbstractContextManager[TerminalBoard | EventBoard | SilentBoard]:
    if events:
        return EventBoard(None if events == "-" else Path(events), several=several)
    if quiet:
        return nullcontext(SilentBoard())
    return TerminalBoard() if on_terminal() else EventBoard(None, several=several)


def _print(ending: Ending, *, quiet: bool, to_stderr: bool) -> None:
    if ending.error:
        error(str(ending.error))
    elif ending.inspected and not quiet:
        say = note if to_stderr else line
        for style, text in summary_lines(ending.inspected.predicate):
            say(text, style)
        out = ending.order.out
        say("")
        say(f"Report: {out}/report.html   Check it: mediascan verify {out}")
        if ending.inspected.predicate["coverage"].get("vanished"):
            say("This is an interim report: the source vanished before all of it was read.", "FAIL")
            say("Connect the drive again and run the same command, which goes on.", "strong")
        if ending.inspected.earlier:
            finished = ending.inspected.predicate["times"]["finished"]
            say(
                f"This inspection was finished at {finished}; nothing was read again now.", "strong"
            )
            say(f"What changed since: mediascan verify {out} --against {ending.order.source}")


def _code(ending: Ending, fail_on: FailOn | None) -> int:
    """The exit code; where several apply, the highest."""
    if ending.inspected is None:
        return ending.error.exit_code if ending.error else 1
    predicate = ending.inspected.predicate
    coverage = predicate["coverage"]
    codes = [0 if coverage["complete"] else 3, 4 if coverage["changedFiles"] else 0]
    outcome = Outcome[predicate["verdict"]["outcome"]]
    if fail_on and outcome >= Outcome[fail_on.name]:
        codes.append(EXIT_CODES[outcome])
    return max(codes)
