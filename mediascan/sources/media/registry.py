"""Finds every kind of medium by looking, and tells which one a path is."""

import os
import stat
from functools import cache

from mediascan.model.discover import constants
from mediascan.model.display import show
from mediascan.model.errors import IncompleteError, InputFault
from mediascan.sources import media
from mediascan.sources.media.base import Medium, MediumKind

_LAST = "raw"  # what nothing else accepts: a container is never read as raw bytes


@cache
def all_media() -> dict[str, MediumKind]:
    """Every `MEDIUM` in the modules of this package by kind, raw images last."""
    found = {one.kind: one for one in constants(media, "MEDIUM", MediumKind).values()}
    return {**{kind: one for kind, one in found.items() if kind != _LAST}, _LAST: found[_LAST]}


def medium_at(path: str) -> MediumKind | None:
    """The kind of medium that `path` is by its content; None for any other file or folder."""
    return next((one for one in all_media().values() if one.accepts(path)), None)


def open_medium(path: str) -> Medium:
    """The medium at `path`, opened in this process.

    A regular file that shows no sign of a disk is read as a raw image: ask `medium_at` first
    where that was not asked for. Raises `UsageError` for what cannot be read as a medium,
    `IncompleteError` for what cannot be opened.
    """
    kind = medium_at(path) or all_media()[_LAST]
    try:
        return kind.open(path)
    except InputFault as bad:
        raise IncompleteError(f"Cannot read {show(path)} as {kind.title}: {bad}.") from bad


def is_device(path: str) -> bool:
    """Whether `path` is a block device."""
    try:
        return stat.S_ISBLK(os.stat(path).st_mode)  # noqa: PTH116 - a str, and links are followed
    except (OSError, ValueError):
        return False
