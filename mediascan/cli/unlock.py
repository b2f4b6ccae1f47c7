"""Keys of encrypted volumes: named files, or asked for at the prompt; never on the command line."""

import os
import sys
from pathlib import Path

import typer

from mediascan.engine.unlocker import no_core
from mediascan.model.display import show
from mediascan.model.errors import UsageError
from mediascan.model.source import KeyFile


def key_files(options: list[str]) -> tuple[KeyFile, ...]:
    """What `--unlock` names, each VOLUME:FILE, or VOLUME to be asked. Raises `UsageError`."""
    found: dict[str, KeyFile] = {}
    for option in options:
        volume, _, file = option.partition(":")
        if not volume or volume in found:
            raise UsageError("--unlock names each volume once, as p3:FILE, or p3 to be asked.")
        path = str(Path(file).absolute()) if file else _asked(volume)
        found[volume] = KeyFile(volume, path)
    return tuple(found.values())


def _asked(volume: str) -> str:
    """The place of an unnamed file in memory with what is typed, for our own processes.

    It is gone when this process ends, and only its user can open it (memfd_create(2), proc(5)).
    """
    if not hasattr(os, "memfd_create") or not sys.stdin.isatty():
        raise UsageError(
            f"The key of volume {show(volume)} is asked for at a terminal of Linux only; give it "
            f"in a file, as --unlock {show(volume)}:FILE."
        )
    no_core()
    text: str = typer.prompt(f"Key of volume {show(volume)}", hide_input=True, err=True)
    number = os.memfd_create("key")
    os.write(number, text.encode("utf-8", "surrogateescape"))
    return f"/proc/{os.getpid()}/fd/{number}"
