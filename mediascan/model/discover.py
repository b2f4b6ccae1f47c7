"""Finds the one named constant in each module of a package, so that nobody has to register."""

import importlib
import pkgutil
from types import ModuleType
from typing import TypeVar

T = TypeVar("T")


def constants(package: ModuleType, name: str, kind: type[T]) -> dict[str, T]:
    """The constants called `name` of type `kind` in all modules below `package`, by module."""
    found: dict[str, T] = {}
    for info in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        one = getattr(importlib.import_module(info.name), name, None)
        if isinstance(one, kind):
            found[info.name] = one
    return found
