"""Finds every kind of source by looking."""

import stat
from functools import cache
from pathlib import Path

from mediascan import sources
from mediascan.model.discover import constants
from mediascan.model.display import show
from mediascan.model.errors import UsageError
from mediascan.model.source import SourceSpec
from mediascan.sources.base import Source, Tree
from mediascan.sources.medium import open_laid_out

_MEDIUM = "medium"  # kind of the source that reads devices and images


@cache
def all_sources() -> dict[str, Source]:
    """Every `SOURCE` in the modules below this package, by kind."""
    return {one.kind: one for one in constants(sources, "SOURCE", Source).values()}


def spec_for(url: str, *, image: bool = False) -> SourceSpec:
    """The source that `url` names; `image`: a raw image, whatever it looks like.

    Raises `UsageError` when no kind of source accepts it.
    """
    if image and _MEDIUM in all_sources() and Path(url).is_file():
        return SourceSpec(_MEDIUM, url)
    for one in all_sources().values():
        if one.accepts(url):
            return SourceSpec(one.kind, url)
    raise UsageError(_no_source(url))


def place_of(spec: SourceSpec) -> str:
    """The folder of the running system that `spec` reads, or ""."""
    return all_sources()[spec.kind].place(spec.url)


def open_tree(spec: SourceSpec) -> Tree:
    """The tree of `spec`, opened in this process."""
    if spec.layout:
        return open_laid_out(spec.url, spec.layout, spec.keys)
    return all_sources()[spec.kind].open(spec.url)


def _no_source(url: str) -> str:
    """Why `url` is no source, and what to do instead."""
    try:
        mode = Path(url).stat().st_mode
    except (OSError, ValueError) as bad:  # ValueError: a NUL in it
        reason = getattr(bad, "strerror", None) or str(bad)
        return (
            f"There is no source {show(url)} ({reason}): name a folder, a mount point or the "
            "address of a known kind of source."
        )
    if stat.S_ISBLK(mode):
        return f"The source {show(url)} is a device that is not read here."
    return (
        f"The source {show(url)} is a file and no disk image by its first bytes: name the folder "
        "that holds it, see mediascan identify for single files, or use --image for a raw image."
    )
