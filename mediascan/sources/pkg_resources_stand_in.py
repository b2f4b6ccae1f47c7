"""A stand-in for `pkg_resources`, which setuptools has dropped in version 82.

PyFilesystem2 2.4.16 imports it and calls two of its functions. The stand-in serves only where the
real one is missing, and only as long as `fs` is imported: no other library shall be misled by it.
"""

import importlib.metadata
import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

_NAME = "pkg_resources"


@contextmanager
def pkg_resources_in_place() -> Iterator[None]:
    """While it lasts, `pkg_resources` can be imported."""
    if _NAME in sys.modules or importlib.util.find_spec(_NAME):
        yield
        return
    sys.modules[_NAME] = _stand_in()
    try:
        yield
    finally:
        del sys.modules[_NAME]


def _stand_in() -> ModuleType:
    """The two functions that `fs` calls; it keeps this object for itself."""
    module = ModuleType(_NAME)
    module.__dict__["declare_namespace"] = lambda _name: None
    module.__dict__["iter_entry_points"] = _entry_points
    return module


def _entry_points(group: str, name: str | None = None) -> Iterator[importlib.metadata.EntryPoint]:
    every = importlib.metadata.entry_points(group=group)
    return iter(every.select(name=name) if name else every)
