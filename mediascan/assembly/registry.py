"""Finds the kinds of collections, and who is to be asked about a file."""

from functools import cache
from typing import NamedTuple

from mediascan.assembly import kinds
from mediascan.assembly.base import LayoutKind, ShardKind, StoreKind
from mediascan.model.discover import constants


class Registry(NamedTuple):
    """Tables for a look-up a file. Kinds are in the order in which they are asked."""

    kinds: dict[str, ShardKind | StoreKind | LayoutKind]  # by id
    by_format: dict[str, tuple[ShardKind, ...]]
    by_suffix: dict[bytes, tuple[ShardKind, ...]]
    stores: dict[str, tuple[StoreKind, ...]]  # by format
    layouts: dict[str, tuple[LayoutKind, ...]]  # by content class


@cache
def registry() -> Registry:
    """All kinds in `kinds/`."""
    shards = sorted(
        constants(kinds, "KIND", ShardKind).values(), key=lambda one: (one.rank, one.id)
    )
    stores = sorted(constants(kinds, "KIND", StoreKind).values(), key=lambda one: one.id)
    layouts = sorted(constants(kinds, "KIND", LayoutKind).values(), key=lambda one: one.id)
    every: list[ShardKind | StoreKind | LayoutKind] = [*shards, *stores, *layouts]
    return Registry(
        {one.id: one for one in every},
        {
            name: tuple(one for one in shards if name in one.formats)
            for name in frozenset[str]().union(*(one.formats for one in shards))
        },
        {
            name: tuple(one for one in shards if name in one.suffixes)
            for name in frozenset[bytes]().union(*(one.suffixes for one in shards))
        },
        {
            name: tuple(one for one in stores if name in one.formats)
            for name in frozenset[str]().union(*(one.formats for one in stores))
        },
        {
            name: tuple(one for one in layouts if name in one.classes)
            for name in frozenset[str]().union(*(one.classes for one in layouts))
        },
    )
