"""Where a passphrase comes from: a file, a descriptor, or a prompt; never the command line."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import typer

from mediascan.model.errors import UsageError

_LONGEST = 4096  # bytes read of a passphrase file or descriptor


def passphrase(file: Path | None, descriptor: int | None) -> Callable[[], bytes]:
    """How to ask for the passphrase, once it is needed. Raises `UsageError` for two answers."""
    if file is not None and descriptor is not None:
        raise UsageError(
            "Give the passphrase by --passphrase-file or --passphrase-fd, not by both."
        )

    def ask() -> bytes:
        try:
            if file is not None:
                with file.open("rb") as stream:
                    return _first_line(stream.read(_LONGEST))
            if descriptor is not None:
                with os.fdopen(descriptor, "rb", closefd=False) as stream:
                    return _first_line(stream.read(_LONGEST))
        except OSError as bad:
            raise UsageError(f"The passphrase cannot be read: {bad.strerror}.") from bad
        if not sys.stdin.isatty():
            raise UsageError(
                "The key needs a passphrase; give it with --passphrase-file or --passphrase-fd."
            )
        text: str = typer.prompt("Passphrase", hide_input=True, err=True)
        return text.encode("utf-8")

    return ask


def _first_line(data: bytes) -> bytes:
    return data.split(b"\n", 1)[0].rstrip(b"\r")
