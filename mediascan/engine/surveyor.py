"""The process that surveys a medium: readers of images and file systems never run in the main one.

They are C code on hostile bytes. If one of them ends its process, or says nothing for too long,
the main process says so in one sentence and is whole.
"""

import multiprocessing
import signal
import sqlite3
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from mediascan.engine.signals import end_with_parent, undisturbed
from mediascan.engine.survey import survey_into
from mediascan.engine.unlocker import Unlocker, no_core
from mediascan.engine.walker import Walk, WalkLimits
from mediascan.model.display import show
from mediascan.model.errors import IncompleteError, MediascanError
from mediascan.model.extent import Extent
from mediascan.model.source import KeyFile
from mediascan.sources.filesystems.base import Parser, ReadInto
from mediascan.sources.mapped import Mapped
from mediascan.sources.media.registry import open_medium
from mediascan.sources.unlocked import Part, UnlockedMedium, filled
from mediascan.sources.volumes.base import Volume

SILENCE = 900.0  # seconds without a word: a drive that hangs; a walk has a watch of its own
PROCESSOR = 120  # seconds of it for some thousand entries, before a parser is said to hang
_LOOK = 0.25


def survey(
    path: str, layout: Path, tick: Callable[[int], None], keys: tuple[KeyFile, ...] = ()
) -> None:
    """Survey the medium at `path` into `layout`; `tick` gets the entries so far, often.

    Volumes that have one of `keys` are unlocked.

    Raises what `open_medium` raises, and `IncompleteError` where the process ends without a word.
    """
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_survey, args=(path, layout, keys, there))
    with undisturbed():
        process.start()
    there.close()
    try:
        _follow(path, here, tick)
    finally:
        process.kill()
        process.join()
        here.close()


def _follow(path: str, pipe: Connection, tick: Callable[[int], None]) -> None:
    silent, count = 0.0, 0
    while silent < SILENCE:
        if not pipe.poll(_LOOK):
            silent += _LOOK
            tick(count)
            continue
        silent = 0.0
        try:
            told: Any = pipe.recv()
        except (EOFError, OSError):
            words = f"Cannot examine {show(path)}: the process that reads its structures ended."
            raise IncompleteError(words) from None
        if told is None:
            return
        if isinstance(told, MediascanError):
            raise told
        count = told
        tick(count)
    raise IncompleteError(f"Cannot examine {show(path)}: it does not answer.")


def _survey(path: str, layout: Path, keys: tuple[KeyFile, ...], pipe: Connection) -> None:
    """The life of the process."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    threading.Thread(target=end_with_parent, daemon=True).start()
    told: MediascanError | None = None
    try:
        if keys:
            no_core()
        unlocker = Unlocker(path, keys)
        medium = UnlockedMedium(open_medium(path), unlocker.parts, keys)
        try:
            survey_into(medium, layout, partial(_walk, unlocker), pipe.send, unlocker)
        finally:
            medium.close()
    except MediascanError as bad:
        told = bad
    except OSError as bad:
        told = IncompleteError(f"Cannot read {show(path)}: {bad.strerror or bad}.")
    except sqlite3.Error as bad:
        told = IncompleteError(f"Cannot write down what lies on {show(path)}: {bad}.")
    except Exception as bug:  # noqa: BLE001 - told to the main process, which shows it
        place = traceback.extract_tb(bug.__traceback__)[-1]
        words = f"{type(bug).__name__} in {Path(place.filename).name}:{place.lineno}: {bug}"
        told = IncompleteError(f"Cannot examine {show(path)}: {words}.")
    with suppress(OSError):  # the parent is gone
        pipe.send(told)


def _walk(unlocker: Unlocker, volume: Volume, parser: Parser) -> Walk:
    """A walk in a process of its own, which opens the medium for itself."""
    parts, keys = tuple(unlocker.parts), tuple(unlocker.keys)
    opened = partial(open_volume, unlocker.path, volume.extents, volume.size, parts, keys)
    return Walk(parser.kind, opened, volume.size, WalkLimits(processor=PROCESSOR))


def open_volume(
    path: str,
    runs: tuple[Extent, ...],
    size: int,
    parts: tuple[Part, ...] = (),
    keys: tuple[KeyFile, ...] = (),
) -> ReadInto:
    """Reads of a volume of `size` bytes, which lies in `runs` of the medium at `path`.

    `parts` of it are unlocked with `keys`.
    """
    if keys:
        no_core()
    medium = UnlockedMedium(open_medium(path), parts, keys)
    return filled(Mapped(medium.read_into, runs, size))
