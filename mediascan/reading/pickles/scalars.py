"""Plain values of a walked pickle, as text and numbers for facts."""

from collections.abc import Iterator

from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH
from mediascan.reading.numpy.pickled import array_of
from mediascan.reading.pickles.values import Call, Global, Mapping


def plain_text(value: object) -> str:
    """`value` for people; empty where it is no plain value."""
    match value:
        case str():
            return value[:TEXT_LENGTH]
        case None | bool() | float():
            return str(value)
        case int():
            return str(value) if abs(value) < 1 << 64 else ""
        case Global():
            return value.path
        case tuple() if value and len(value) <= 8 and all(map(_simple, value)):
            return ", ".join(str(one) for one in value)[:TEXT_LENGTH]
    return ""


def _simple(value: object) -> bool:
    return isinstance(value, (str, float)) or (isinstance(value, int) and abs(value) < 1 << 64)


def count_of(value: object) -> int | None:
    """A whole number that counts something."""
    fine = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 53
    return value if fine and isinstance(value, int) else None


def texts_of(value: object) -> list[str]:
    """The first texts of a list, of a dictionary's keys or of an array of texts."""
    return list(_texts(value))[:LIST_LENGTH]


def _texts(value: object) -> Iterator[str]:
    match value:
        case list() | tuple():
            yield from (one for one in value[:LIST_LENGTH] if isinstance(one, str))
        case Mapping(pairs=pairs):
            yield from (one for one in pairs[: 2 * LIST_LENGTH : 2] if isinstance(one, str))
        case Call():
            yield from _array_texts(value)


def _array_texts(value: Call) -> Iterator[str]:
    array = array_of(value)
    if array is None:
        return
    match value:
        case Call(items=[list() as objects]):  # joblib's array of objects: a pickle of a list
            yield from _texts(objects)
            return
        case Call(items=[Call() as objects]):
            yield from _texts(objects)
            return
    data = _bytes_of(value)
    if isinstance(data, list):
        yield from _texts(data)
    if not isinstance(data, bytes) or array.dtype.name[:1] not in "US" or not array.dtype.width:
        return
    width, wide = array.dtype.width, array.dtype.name.startswith("U")
    for at in range(0, min(len(data), LIST_LENGTH * width), width):
        text = data[at : at + width].decode("utf-32-le" if wide else "latin-1", "replace")
        yield text.rstrip("\0")


def _bytes_of(value: Call) -> bytes | list[object] | None:
    match value:
        case Call(items=[bytes() as data]):  # joblib's
            return data
        case Call(state=(*_, (bytes() | list()) as data)):
            return data
        case Call(arguments=((bytes() as data), *_)):
            return data
        case Call(arguments=(Call(arguments=(bytes() as data, *_)), *_)):
            return data
    return None


def length_of(value: object) -> int:
    """How many items a list, a dictionary or an array of one dimension has."""
    match value:
        case list() | tuple():
            return len(value)
        case Mapping(pairs=pairs):
            return len(pairs) // 2
        case Call():
            array = array_of(value)
            return array.shape[0] if array is not None and len(array.shape) == 1 else 0
    return 0
