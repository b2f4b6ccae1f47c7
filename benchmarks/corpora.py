"""Makes the corpora: the same bytes each time, from a seed and the donors.

`large` 6 files, `small` 100,000 files of 1 to 16 KiB in 1,000 folders, `mixed` 20,000 files with
log-normal sizes, `one` the first file of `large` on its own, `start` so few files that only the
start of the workers takes time, `many` and `few` hard links for the measurement of memory.
"""

import json
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

from benchmarks.donors import (
    FIXTURES,
    HEAD,
    KIB,
    REAL,
    Donor,
    fixture_files,
    real_files,
    safetensors,
    seeded,
    tensors_header,
)

MIB = 1024 * KIB
SEED = 3
POOL = 64 * MIB  # bytes of chance that large files are cut from
TRAINING_SHARE = 20  # one small file in so many is a checkpoint or a dataset
LINKS = 20_000  # hard links to one file: ext4 allows 65,000
LINKED_FOLDER = 2000  # hard links in one folder


@dataclass(frozen=True, slots=True)
class Corpus:
    """A made tree. `names` lists its files, NUL-ended, folder by folder, for `xargs -0`."""

    name: str
    folder: str
    names: str
    files: int
    size: int  # bytes in all


class Maker:
    """Makes corpora in one folder, each once; `scale` 10 makes them ten times smaller."""

    def __init__(self, root: Path, scale: int = 1) -> None:
        self._root = root
        self._scale = scale
        self._makers: dict[str, Callable[[Path], None]] = {
            "large": self._large,
            "one": self._one,
            "small": self._small,
            "mixed": self._mixed,
            "start": self._start,
            "few": lambda folder: self._links(folder, 10_000),
            "many": lambda folder: self._links(folder, 2_000_000 // self._scale),
        }

    def corpus(self, name: str) -> Corpus:
        """The corpus of that name, made now unless it is there."""
        folder, card = self._root / name, self._root / f"{name}.{self._scale}.json"
        if card.exists():
            return Corpus(**json.loads(card.read_text("utf-8")))
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self._makers[name](folder)
        made = listed(name, folder, self._root / f"{name}.names")
        card.write_text(json.dumps(asdict(made)), "utf-8")
        return made

    def _large(self, folder: Path) -> None:
        size = 512 * MIB // self._scale
        write_large(folder, size, seeded(SEED).randbytes(POOL // self._scale))

    def _one(self, folder: Path) -> None:
        source = Path(self.corpus("large").folder) / "model-0.safetensors"
        (folder / source.name).hardlink_to(source)

    def _small(self, folder: Path) -> None:
        count = 100_000 // self._scale
        write_small(folder, count, 1000 // self._scale, real_donors(), training_donors())

    def _mixed(self, folder: Path) -> None:
        pool = seeded(SEED + 1).randbytes(POOL // self._scale)
        sizes = log_normal(20_000 // self._scale, 3072 * MIB // self._scale, SEED)
        write_mixed(folder, sizes, real_donors(), pool)

    def _start(self, folder: Path) -> None:
        write_small(folder, 600, 2, [Donor(".bin", b"\1" * KIB)], [])

    def _links(self, folder: Path, count: int) -> None:
        donors = real_donors()
        for first in range(0, count, LINKED_FOLDER):
            below = folder / f"{first:08}"
            below.mkdir()
            donor = donors[first // LINKS % len(donors)]
            source = self._root / f"linked-{first // LINKS}{donor.suffix}"
            if not source.exists():
                source.write_bytes(donor.data)
            for number in range(first, min(first + LINKED_FOLDER, count)):
                (below / f"{number:08}{donor.suffix}").hardlink_to(source)


def real_donors() -> list[Donor]:
    """What most files of a corpus are made of."""
    return real_files(REAL, 5000, SEED)


def training_donors() -> list[Donor]:
    """Checkpoints and datasets, small and whole: the made ones, and the fixtures."""
    suffixes = (".pt", ".parquet", ".npy", ".jsonl", ".gguf")
    made = fixture_files(FIXTURES / "formats", suffixes)
    return [*made, *safetensors(len(made), SEED)]


def write_small(
    folder: Path, count: int, folders: int, donors: Sequence[Donor], training: Sequence[Donor]
) -> None:
    """`count` files, written in turn into `folders` folders: neighbours never lie together."""
    chance = seeded(SEED)
    places = [folder / f"{number:04}" for number in range(folders)]
    for place in places:
        place.mkdir(parents=True)
    for number in range(count):
        if training and not chance.randrange(TRAINING_SHARE):
            donor = chance.choice(training)
            data = donor.data
        else:
            donor = chance.choice(donors)
            data = donor.data if len(donor.data) < HEAD else donor.data[: _length(chance)]
        (places[number % folders] / f"{number:06}{donor.suffix}").write_bytes(data)


def write_mixed(folder: Path, sizes: Iterable[int], donors: Sequence[Donor], pool: bytes) -> None:
    """Files of `sizes` bytes in 200 folders: the head of a real file, then chance.

    Text goes on as the same text: with chance behind it, it would be a file that nobody has, and
    one that only libmagic, the slowest of all, has an opinion on.
    """
    chance = seeded(SEED)
    for number in range(200):
        (folder / f"{number:03}").mkdir()
    for number, size in enumerate(sizes):
        donor = chance.choice(donors)
        with (folder / f"{number % 200:03}" / f"{number:06}{donor.suffix}").open("wb") as file:
            file.write(donor.data[:size])
            more = donor.data if donor.text else pool
            start = chance.randrange(len(more))
            _fill(file.write, size - min(size, len(donor.data)), more, start)


def write_large(folder: Path, size: int, pool: bytes) -> None:
    """Six files of `size` bytes each: two models, a film, lines of text, and twice chance."""
    header = tensors_header((size - 4096) // 4)
    line = b'{"prompt": "What does a disk read first?", "completion": "The sector it stands on."}\n'
    film = b"\0\0\0\x20ftypisom\0\0\2\0isomiso2avc1mp41\xff\xff\xff\xffmdat"
    heads = {
        "model-0.safetensors": header,
        "model-1.safetensors": header,
        "film.mp4": film,
        "chance-0.bin": b"",
        "chance-1.bin": b"",
    }
    for turn, (name, head) in enumerate(heads.items()):
        whole = len(head) + (size - 4096) // 4 * 4 if name.startswith("model") else size
        with (folder / name).open("wb") as file:
            file.write(head)
            _fill(file.write, whole - len(head), pool, turn * len(pool) // 7)
    text = line * (len(pool) // 16 // len(line))
    with (folder / "lines.jsonl").open("wb") as file:
        _fill(file.write, size // len(line) * len(line), text, 0)


def log_normal(count: int, total: int, seed: int) -> list[int]:
    """`count` sizes whose logarithms are normal with sigma 2, with `total` as their sum or near."""
    chance = seeded(seed)
    raw = [chance.lognormvariate(0, 2) for _ in range(count)]
    unit = total / sum(raw)
    return [max(1, int(one * unit)) for one in raw]


def listed(name: str, folder: Path, names: Path) -> Corpus:
    """The card of a tree, after its names were written down for the peers."""
    files = size = 0
    with names.open("wb") as out:
        for below in sorted([folder, *(one for one in folder.iterdir() if one.is_dir())]):
            for one in sorted(below.iterdir()):
                if one.is_file():
                    out.write(bytes(one.relative_to(folder)) + b"\0")
                    files += 1
                    size += one.stat().st_size
    return Corpus(name, str(folder), str(names), files, size)


def _length(chance: Random) -> int:
    """1 to 16 KiB, each doubling as likely as the next: most small files are very small."""
    return int(KIB * 2 ** chance.uniform(0, 4))


def _fill(write: Callable[[memoryview], object], count: int, pool: bytes, start: int) -> None:
    """Write `count` bytes of `pool`, round and round from `start` on."""
    view = memoryview(pool)
    while count > 0:
        piece = view[start : start + count]
        write(piece)
        count -= len(piece)
        start = 0
