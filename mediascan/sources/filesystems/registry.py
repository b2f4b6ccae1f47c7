"""Finds every parser by looking, and tells which of them a volume is for."""

import importlib.util
from functools import cache

from mediascan.model.discover import constants
from mediascan.reading.window import Window
from mediascan.sources import filesystems
from mediascan.sources.filesystems.base import HEAD, Parser


@cache
def all_parsers() -> dict[str, Parser]:
    """Every `PARSER` in the modules beside this one, by kind; ISO 9660 last.

    A disc may begin with anything: 32 KiB of it are free, and other file systems stand there.
    """
    found = {one.kind: one for one in constants(filesystems, "PARSER", Parser).values()}
    return {kind: found[kind] for kind in sorted(found, key=lambda kind: (kind == "iso9660", kind))}


def parsers_for(window: Window) -> tuple[Parser, ...]:
    """Those that know the volume under `window`: more than one on a disc for several systems.

    Raises `InputFault` where its first bytes cannot be read.
    """
    head = b"".join(
        window.upto(at, min(HEAD, 1 << 16)) for at in range(0, min(HEAD, window.size), 1 << 16)
    )
    return tuple(one for one in all_parsers().values() if one.accepts(head))


def can_read(parser: Parser) -> bool:
    """Whether entries can be listed: a parser exists and is installed."""
    return parser.open is not None and importlib.util.find_spec(parser.module) is not None


def why_not(parser: Parser) -> str:
    """What to do about a file system that `can_read` denies, in one sentence or two."""
    if parser.open is not None:
        return f"To list its files, install mediascan[disk] (module {parser.module} is missing)."
    return parser.advice
