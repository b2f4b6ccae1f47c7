"""The old file of torch.save: five pickles, then the storages one behind another.

Layout: torch/serialization.py, _legacy_save: the magic number; the version, 1001; what the machine
was like; the objects; the keys of the storages. Then for each key, in that order, its number of
elements in 8 bytes and the elements.
"""

import re
import struct
from dataclasses import dataclass, field

from mediascan.model.errors import InputFault, Malformed
from mediascan.reading.pickles.mappings import table_of
from mediascan.reading.pickles.opcodes import walk
from mediascan.reading.pickles.values import Mapping, Walk
from mediascan.reading.torch.objects import Survey
from mediascan.reading.window import Window

MAGIC = 0x1950A86A20F9469CFC6C
_VERSION = 1001
_NUMBER_FIRST = re.compile(rb"(?:\x80.(?:\x95.{8})?)?(?:[\x8a\x8bJMK]|[IL]\d)", re.DOTALL)
_SYSTEM = {"protocol_version", "little_endian", "type_sizes"}
_OBJECTS, _KEYS = 3, 4  # places among the pickles


@dataclass(slots=True)
class Legacy:
    """The pickles, as many as could be walked."""

    walks: list[Walk]
    magic: bool
    system: dict[str, object]

    @property
    def objects(self) -> Walk | None:
        return self.walks[_OBJECTS] if len(self.walks) > _OBJECTS else None

    @property
    def keys(self) -> list[str] | None:
        """The keys of the storages; None where the file ends before they are told."""
        if len(self.walks) <= _KEYS or self.walks[_KEYS].fault is not None:
            return None
        root = self.walks[_KEYS].root
        return [key for key in root if isinstance(key, str)] if isinstance(root, list) else None


@dataclass(slots=True)
class Placed:
    """Where the storages lie."""

    at: dict[str, int] = field(default_factory=dict)
    end: int = 0  # where the last one ends, were the file long enough
    wrong: list[str] = field(default_factory=list)


def legacy_pickles(window: Window) -> Legacy | None:
    """The five pickles, or None where the file begins otherwise.

    Raises `Malformed` where torch's magic number stands before something else.
    """
    if not _NUMBER_FIRST.match(window.upto(0, 16)):
        return None
    walks = [walk(window)]
    for _ in range(_KEYS):
        if not _expected(walks):
            _check_magic(walks)
            return None
        if walks[-1].fault is not None or walks[-1].end >= window.size:
            break
        walks.append(walk(window, walks[-1].end))
    if len(walks) < 3 or not _expected(walks):
        _check_magic(walks)
        return None
    return Legacy(walks, walks[0].root == MAGIC, table_of(walks[2].root))


def _check_magic(walks: list[Walk]) -> None:
    if walks[0].root == MAGIC and len(walks) > 1:
        raise Malformed("the magic number of torch.save, and no checkpoint behind it")


def _expected(walks: list[Walk]) -> bool:
    last = walks[-1]
    if len(walks) == 1:
        return last.fault is None and isinstance(last.root, int) and last.opcodes <= 5
    if len(walks) == 2:
        return last.fault is None and last.root == _VERSION
    if len(walks) == 3:
        system = last.root
        return isinstance(system, Mapping) and not _SYSTEM.isdisjoint(table_of(system))
    return True


def place_storages(window: Window, legacy: Legacy, keys: list[str], found: Survey) -> Placed:
    """Follow the storages: each says how many elements it has."""
    placed = Placed(end=legacy.walks[_KEYS].end)
    code = ">q" if legacy.system.get("little_endian") is False else "<q"
    for key in keys[: window.bounded(len(keys))]:
        storage = found.storages.get(key)
        if storage is None or not storage.width:
            placed.wrong.append(
                f"storage {key:.40} belongs to no tensor: what follows is not known"
            )
            break
        try:
            count = int(struct.unpack(code, window.sparse(placed.end, 8))[0])
        except InputFault:
            count = storage.elements
        if count != storage.elements:
            text = f"storage {key:.40} has {count} elements, its tensors {storage.elements}"
            placed.wrong.append(text)
            if count < 0:
                break
        placed.at[key] = placed.end + 8
        placed.end += 8 + count * storage.width
    return placed
