"""Keys and values of a walked dictionary, or of the attributes of a walked object."""

from collections.abc import Iterator

from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH
from mediascan.reading.pickles.values import Call, Global, Mapping

_PLAIN = frozenset({"collections", "builtins", "__builtin__"})
_REBUILDERS = frozenset({"copyreg._reconstructor", "copy_reg._reconstructor", "copyreg.__newobj__"})


def pairs_of(value: object) -> list[object]:
    """Keys and values in turn, of a dictionary or of an object's attributes."""
    match value:
        case Mapping(pairs=pairs):
            return pairs
        case Call(pairs=list() as pairs) if pairs:
            return pairs
        case Call(state=Mapping(pairs=pairs)):
            return pairs
        case Call(state=(_, Mapping(pairs=pairs))):  # attributes of slots
            return pairs
    return []


def entries_of(value: object) -> Iterator[tuple[object, object]]:
    """As `pairs_of`, each key with its value."""
    pairs = pairs_of(value)
    return zip(pairs[::2], pairs[1::2], strict=False)


def table_of(value: object, most: int = LIST_LENGTH) -> dict[str, object]:
    """The first `most` entries whose key is a text, by it."""
    pairs = pairs_of(value)[: 2 * most]
    both = zip(pairs[::2], pairs[1::2], strict=False)
    return {key[:TEXT_LENGTH]: one for key, one in both if isinstance(key, str)}


def class_of(value: object) -> str:
    """The class that `value` is an object of; empty for plain data."""
    if not isinstance(value, Call) or not isinstance(value.function, Global):
        return ""
    kind = value.function
    if kind.path in _REBUILDERS and isinstance(value.arguments, tuple) and value.arguments:
        kind = value.arguments[0] if isinstance(value.arguments[0], Global) else kind
    return "" if kind.module in _PLAIN else kind.path


def key_text(key: object) -> str:
    """`key` for people."""
    if isinstance(key, str):
        return key[:TEXT_LENGTH]
    if isinstance(key, int) and abs(key) < 1 << 64:
        return str(key)
    return "?"
