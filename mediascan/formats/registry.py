"""Finds every format by looking."""

from functools import cache

from mediascan import formats
from mediascan.formats.base import Format
from mediascan.model.discover import constants


@cache
def all_formats() -> tuple[Format, ...]:
    """Every `FORMAT` in the modules below this package, by id.

    Raises `RuntimeError` when two formats have the same id.
    """
    found: dict[str, Format] = {}
    for one in constants(formats, "FORMAT", Format).values():
        if one.id in found:
            raise RuntimeError(f"two formats are called {one.id}")
        found[one.id] = one
    return tuple(found[name] for name in sorted(found))


@cache
def formats_by_id() -> dict[str, Format]:
    """As `all_formats`, for look-ups."""
    return {one.id: one for one in all_formats()}
