"""Files and folders that a command makes: whole or not at all, never over another, never inside
evidence.
"""

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from mediascan.model.display import show
from mediascan.model.errors import IncompleteError, UsageError
from mediascan.report.statement import ENVELOPE
from mediascan.runs.places import keep_out


def check_place(path: Path, statements: Iterable[dict[str, Any]], reports: Iterable[Path]) -> None:
    """Refuse `path`, with a `UsageError`, where something is or where nothing may be written.

    That is inside the sources that `statements` are of, and inside `reports`, which would no longer
    verify.
    """
    if os.path.lexists(path):
        raise UsageError(f"{show(bytes(path))} is there already; it is not overwritten.")
    for report in reports:
        if Path(os.path.realpath(path)).is_relative_to(os.path.realpath(report)):
            raise UsageError(f"Nothing may be added to the report {show(bytes(report))}.")
    sources = [one["predicate"]["source"]["path"] for one in statements]
    keep_out([one for one in sources if isinstance(one, str)], path, "output", "choose another")


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """A file that gets its name when all of it is written. Raises `IncompleteError`."""
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("xb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        part.rename(path)
    except OSError as bad:
        raise IncompleteError(f"Cannot write {show(bytes(path))}: {bad.strerror or bad}.") from bad
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """A folder that gets its name when all of it is written, its envelope last.

    Raises `IncompleteError`.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        part.mkdir()
        yield part
        for name in sorted(part.iterdir(), key=lambda one: one.name == ENVELOPE):
            with name.open("rb") as stream:
                os.fsync(stream.fileno())
        part.rename(path)
    except OSError as bad:
        raise IncompleteError(f"Cannot write {show(bytes(path))}: {bad.strerror or bad}.") from bad
    finally:
        shutil.rmtree(part, ignore_errors=True)
