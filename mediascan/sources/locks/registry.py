"""Finds every kind of lock by looking."""

import importlib.util
from functools import cache

from mediascan.model.discover import constants
from mediascan.sources import locks
from mediascan.sources.locks.base import Lock


@cache
def all_locks() -> dict[str, Lock]:
    """Every `LOCK` in the modules beside this one, by the state that shows it."""
    return {one.format: one for one in constants(locks, "LOCK", Lock).values()}


def is_installed(lock: Lock) -> bool:
    """Whether the library that opens it is there."""
    return importlib.util.find_spec(lock.module) is not None
