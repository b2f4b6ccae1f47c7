"""What a renderer is: one file, one `RENDERER`, found by `mediascan.model.discover.constants`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Renderer:
    """Turns the predicate of a statement into the bytes of one file.

    `render` uses nothing but its argument: no clock, no locale, no file outside the package. So
    equal predicates give equal bytes, and the statement can hold the digest of what it returns.
    It raises `KeyError` where the predicate lacks a part that the schema requires.
    """

    id: str
    suffix: str  # of the file name, with the dot
    render: Callable[[dict[str, Any]], bytes]
