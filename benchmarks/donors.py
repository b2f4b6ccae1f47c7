"""Where the bytes of the made corpora come from: heads of real files, and files made for training.

The real files are those below /usr, taken in the order of a seeded draw, so the natural mixture of
a system stays: mostly source code and text, then programs, images, tables, archives. On another
machine /usr differs, so figures of two machines are compared as ratios only.
"""

import json
import os
import random
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

KIB = 1024
HEAD = 16 * KIB  # bytes kept of a real file
REAL = Path("/usr")
FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
_TENSOR = 4  # bytes of a number in F32


class Donor(NamedTuple):
    """Bytes that files of a corpus begin with, and the suffix that they are called by."""

    suffix: str
    data: bytes

    @property
    def text(self) -> bool:
        """Whether it has no zero byte, as text has none and what is packed nearly always has."""
        return b"\0" not in self.data


def seeded(seed: int) -> random.Random:
    """The one source of chance: the same numbers on each Python from 3.2 on."""
    return random.Random(seed)  # noqa: S311 - repeatable numbers are wanted, secret ones are not


def real_files(root: Path, count: int, seed: int) -> list[Donor]:
    """The first HEAD bytes of `count` files below `root` of at least 1 KiB, or of all there are."""
    paths = sorted(_files(root))
    seeded(seed).shuffle(paths)
    donors: list[Donor] = []
    for path in paths:
        if len(donors) == count:
            break
        try:
            with open(path, "rb") as file:  # noqa: PTH123 - a hundred thousand Path objects are slow
                data = file.read(HEAD)
        except OSError:
            continue
        if len(data) >= KIB:
            donors.append(Donor(_suffix(path), data))
    return donors


def fixture_files(root: Path, suffixes: tuple[str, ...]) -> list[Donor]:
    """The files below `root` with one of `suffixes` that fit HEAD, whole."""
    return [
        Donor(path.suffix, path.read_bytes())
        for path in sorted(root.rglob("*"))
        if path.suffix in suffixes and path.is_file() and 0 < path.stat().st_size <= HEAD
    ]


def safetensors(count: int, seed: int) -> list[Donor]:
    """Small files in safetensors, whole: a layer or an adapter of 1 to 16 KiB."""
    chance = seeded(seed)
    return [
        Donor(".safetensors", _tensors(chance, chance.randrange(64, HEAD // _TENSOR - 128)))
        for _ in range(count)
    ]


def tensors_header(numbers: int) -> bytes:
    """The start of a file in safetensors with one F32 tensor of so many numbers.

    Layout: 8 bytes length, a JSON header, the data
    (https://huggingface.co/docs/safetensors/index#format).
    """
    card = {"dtype": "F32", "shape": [numbers], "data_offsets": [0, numbers * _TENSOR]}
    header = json.dumps({"model.layers.0.weight": card}).encode()
    return struct.pack("<Q", len(header)) + header


def _tensors(chance: random.Random, numbers: int) -> bytes:
    return tensors_header(numbers) + chance.randbytes(numbers * _TENSOR)


def _files(root: Path) -> Iterator[str]:
    for folder, _, names in os.walk(root):
        for name in names:
            path = os.path.join(folder, name)  # noqa: PTH118 - as above
            if os.path.isfile(path) and not os.path.islink(path):  # noqa: PTH113, PTH114 - as above
                yield path


def _suffix(path: str) -> str:
    suffix = os.path.splitext(path)[1]  # noqa: PTH122 - as above
    return suffix if len(suffix) <= 8 and suffix.isascii() else ""
