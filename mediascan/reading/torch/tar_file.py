"""The tar that torch.save wrote up to 0.1.1: members pickle, storages and tensors.

Layout: torch/serialization.py, legacy_load. `storages` is a pickled count, then for each a pickle
of key, place and class, its number of elements in 8 bytes and the elements; behind them a pickle
of views. `tensors` is a pickled count, then for each a pickle of key, storage and class, its
dimensions in 4 bytes and 4 more, lengths, strides and offset. `pickle` names tensors by their key.
"""

from dataclasses import dataclass, field

from mediascan.model.errors import Malformed
from mediascan.reading.pickles.opcodes import walk
from mediascan.reading.pickles.values import Global, Persistent, Walk
from mediascan.reading.torch.tensors import Storage, Tensor, id_text, storage_of
from mediascan.reading.window import Window

_DIMENSIONS = 64


@dataclass(slots=True)
class Parts:
    """Storages and tensors by their key as text, and the pickles that named them."""

    storages: dict[str, Storage] = field(default_factory=dict)
    tensors: dict[str, Tensor] = field(default_factory=dict)
    walks: list[Walk] = field(default_factory=list)


def read_storages(window: Window, parts: Parts) -> None:
    """Fill in the storages. Raises `InputFault` where the member is damaged or cut."""
    at, count = _count(window, parts)
    for _ in range(window.bounded(count)):
        one = _walked(window, at, parts)
        match one.root:
            case (key, place, Global() as kind):
                cursor = window.cursor(one.end)
                elements = cursor.number("q")
            case _:
                raise Malformed(f"no storage at {at}")
        identity = ("storage", kind, id_text(key), place, elements)
        storage = storage_of(Persistent(identity))
        if storage is None or not storage.width:
            raise Malformed(f"storage {id_text(key)} of an unknown class")
        cursor.skip(storage.size)
        parts.storages[storage.key] = storage
        at = cursor.at
    _walked(window, at, parts)  # the views


def read_tensors(window: Window, parts: Parts) -> None:
    """Fill in the tensors, once the storages are known."""
    at, count = _count(window, parts)
    for _ in range(window.bounded(count)):
        one = _walked(window, at, parts)
        match one.root:
            case (key, storage_key, _):
                storage = parts.storages.get(id_text(storage_key))
            case _:
                raise Malformed(f"no tensor at {at}")
        cursor = window.cursor(one.end)
        dimensions = cursor.number("i")
        if not 0 <= dimensions <= _DIMENSIONS:
            raise Malformed(f"tensor of {dimensions} dimensions")
        cursor.skip(4)
        shape = tuple(cursor.number("q") for _ in range(dimensions))
        strides = [cursor.number("q") for _ in range(dimensions)]
        offset = cursor.number("q")
        at = cursor.at
        if storage is None or min(shape, default=0) < 0:
            raise Malformed(f"tensor {id_text(key)} without a storage")
        last = sum((n - 1) * step for n, step in zip(shape, strides, strict=True))
        reach = 0 if 0 in shape else offset + last + 1
        parts.tensors[id_text(key)] = Tensor(
            storage.dtype, shape, storage, offset, storage.width, reach
        )


def _count(window: Window, parts: Parts) -> tuple[int, int]:
    first = _walked(window, 0, parts)
    if not isinstance(first.root, int):
        raise Malformed("the member does not begin with a count")
    return first.end, first.root


def _walked(window: Window, at: int, parts: Parts) -> Walk:
    one = walk(window, at)
    if len(parts.walks) < 64 or any(name.dangerous for name in one.imports):
        parts.walks.append(one)
    if one.fault is not None:
        raise one.fault
    return one
