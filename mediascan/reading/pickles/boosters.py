"""Boosted trees in a pickle: an object of the library, and inside it the model as text or bytes."""

from collections.abc import Callable
from dataclasses import dataclass, field

from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.pickles.graph import places
from mediascan.reading.pickles.mappings import class_of, table_of
from mediascan.reading.pickles.scalars import plain_text
from mediascan.reading.pickles.values import Call, Skipped, Walk

_MODELS = ("_handle", "handle", "__model", "_model_str", "model_str")  # names of attributes


@dataclass(slots=True)
class Booster:
    """What the objects of one library say; `model` is the start of the model itself."""

    name: str = ""  # class of the outermost object
    model: bytes = b""
    length: int = 0  # bytes of the model; 0 where it was not trained
    settings: dict[str, str] = field(default_factory=dict)
    values: dict[str, object] = field(default_factory=dict)


def booster_of(walks: list[Walk], library: str, check_time: Callable[[], None]) -> Booster | None:
    """The first objects of `library` together; None where there are none."""
    found = Booster()
    for place in (place for one in walks for place in places(one.root, check_time)):
        name = class_of(place.value)
        if not name.startswith(f"{library}."):
            continue
        found.name = found.name or name
        table = table_of(place.value)
        for key in _MODELS:
            if not found.length:
                found.model, found.length = _held(table.get(key))
        _take(found, table)
        _take(found, table_of(table.get("params")))
    return found if found.name else None


def _take(found: Booster, table: dict[str, object]) -> None:
    for key, value in table.items():
        text = "" if value is None or key in _MODELS else plain_text(value)
        if len(found.values) < 4 * LIST_LENGTH:
            found.values.setdefault(key, value)
        if text and not key.startswith("_") and len(found.settings) < LIST_LENGTH:
            found.settings.setdefault(key, text)


def _held(value: object) -> tuple[bytes, int]:
    """The start and the length of a model kept as text, as bytes or in a call that makes bytes."""
    match value:
        case str():
            return value.encode("utf-8", "surrogateescape"), len(value)
        case bytes():
            return value, len(value)
        case Skipped(length=length, head=head):
            return head, length
        case Call(arguments=((str() | bytes() | Skipped()) as first, *_)):
            return _held(first)
    return b"", 0
