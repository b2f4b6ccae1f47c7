"""What a framework is: a card of keys that prove it, and of places where its progress stands."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from mediascan.model.facts import Facts
from mediascan.reading.pickles.mappings import class_of, pairs_of, table_of
from mediascan.reading.pickles.plain import plain_of

ENTRIES = 4096  # entries of one dictionary looked at


class Node:
    """A dictionary or an object of a pickle, asked by the path of its keys."""

    def __init__(self, value: object) -> None:
        self.value = value
        self.table = table_of(value, ENTRIES)
        self.kind = class_of(value)
        self._below: dict[str, Node] = {}

    def node(self, path: str) -> "Node":
        """The dictionary below `path`; an empty one where there is none."""
        here = self
        for key in path.split(".") if path else ():
            here = here._inner(key)
        return here

    def _inner(self, key: str) -> "Node":
        known = self._below.get(key)
        if known is None:
            known = self._below[key] = Node(self.table.get(key))
        return known

    def get(self, path: str) -> object:
        """The value below `path`; None where there is none."""
        where, _, key = path.rpartition(".")
        return self.node(where).table.get(key)

    def has(self, *keys: str) -> bool:
        """Whether all of `keys` are there."""
        return all(key in self.table for key in keys)

    def whole(self, path: str) -> int | None:
        """The number that counts something below `path`."""
        return whole_of(self.get(path))

    def text(self, path: str) -> str:
        value = plain_of(self.get(path))
        return value if isinstance(value, str) else ""

    @property
    def filled(self) -> bool:
        return bool(pairs_of(self.value))


def whole_of(value: object) -> int | None:
    """A number that counts something; a float counts where it is whole."""
    value = plain_of(value)
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, int) and 0 <= value < 1 << 63 else None


@dataclass(frozen=True, slots=True)
class Framework:
    """One framework. `proves` looks at the root only; the card with the most `weight` is asked
    first. `places` tells for a fact where it stands; the first place that holds a number counts.
    """

    name: str
    reference: str  # where the writer's source is
    proves: Callable[[Node], bool]
    places: dict[str, tuple[str, ...]] = field(default_factory=dict)
    settings: tuple[str, ...] = ()  # dictionaries of settings, whose keys settings.py knows
    told: tuple[str, ...] = ()  # scalars kept in the metadata, under their path
    weight: int = 50
    say: Callable[[Node, Facts], None] | None = None  # what needs more than a place


def any_of(node: Node, keys: Iterable[str]) -> bool:
    """Whether one of `keys` is there."""
    return any(key in node.table for key in keys)
