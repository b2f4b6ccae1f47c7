"""Finds every kind of source by looking."""

from functools import cache

from mediascan import sources
from mediascan.model.discover import constants
from mediascan.model.errors import UsageError
from mediascan.model.source import SourceSpec
from mediascan.sources.base import Source, Tree


@cache
def all_sources() -> dict[str, Source]:
    """Every `SOURCE` in the modules below this package, by kind."""
    return {one.kind: one for one in constants(sources, "SOURCE", Source).values()}


def spec_for(url: str) -> SourceSpec:
    """The source that `url` names. Raises `UsageError` when no kind of source accepts it."""
    for one in all_sources().values():
        if one.accepts(url):
            return SourceSpec(one.kind, url)
    raise UsageError(f"{url} is neither a folder nor the address of a known kind of source.")


def open_tree(spec: SourceSpec) -> Tree:
    """The tree of `spec`, opened in this process."""
    return all_sources()[spec.kind].open(spec.url)
