"""All objects of a walked pickle, each once: it may be a graph with cycles."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from mediascan.reading.pickles.mappings import entries_of, key_text
from mediascan.reading.pickles.values import Call, Mapping

_DEEPEST = 60  # levels followed
_MOST = 300_000  # objects looked at
_CHECK = 4096  # objects between looks at the clock


@dataclass(frozen=True, slots=True)
class Place:
    """An object, and the key under which it stands; empty inside a list."""

    value: object
    key: str
    depth: int


def places(root: object, check_time: Callable[[], None]) -> Iterator[Place]:
    """Objects, dictionaries, lists and tuples below `root`, those nearest to it first.

    Raises `LimitExceeded` where the time is up.
    """
    seen: set[int] = set()
    level: list[Place] = [Place(root, "", 0)]
    count = 0
    for _ in range(_DEEPEST):
        below: list[Place] = []
        for here in level:
            if id(here.value) in seen or count >= _MOST:
                continue
            seen.add(id(here.value))
            count += 1
            if count % _CHECK == 0:
                check_time()
            yield here
            if len(below) < _MOST:
                below += _children(here)
        level = below


def _children(here: Place) -> Iterator[Place]:
    value, depth = here.value, here.depth + 1
    match value:
        case list() | tuple():
            yield from (Place(one, "", depth) for one in value[:_MOST] if _holds(one))
        case Call():
            yield from (Place(one, key_text(key), depth) for key, one in _entries(value))
            for one in (value.arguments, value.state, value.items):
                if _holds(one) and not isinstance(one, Mapping):
                    yield Place(one, here.key, depth)
        case Mapping():
            yield from (Place(one, key_text(key), depth) for key, one in _entries(value))


def _entries(value: object) -> Iterator[tuple[object, object]]:
    return ((key, one) for key, one in entries_of(value) if _holds(one))


def _holds(value: object) -> bool:
    return isinstance(value, (Call, Mapping, list, tuple))
