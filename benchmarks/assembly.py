"""What it costs to put a made catalog together into collections: seconds, and peak memory.

    benchmarks/assembly [ROWS] [--plain]

Makes a catalog of ROWS files (2,000,000) in a temporary folder: pictures in the folders of 1,000
synsets, shards of Parquet and JSON Lines by the hundred in many sets, WARC segments, single files,
and texts. Then it goes over the rows once; `--plain` without assembly, for comparison.
"""

import json
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mediascan.assembly.assembler import Assembler
from mediascan.catalog.catalog import Catalog
from mediascan.model.row import Columns, Row
from mediascan.report.rows import row_data

ROWS = 2_000_000
_BATCH = 256
_SHARDS = 100  # in one set
_MISSING = 7  # one in so many sets lacks a shard


def _finding(format_id: str, shape: str, **facts: Any) -> bytes:
    made = {
        "confidence": "CONSISTENT",
        "evidence": [{"hex": "50415231", "meaning": "magic", "offset": "0"}],
        "facts": {"row_count": 1000, "training_shape": shape, **facts},
        "format": format_id,
        "kind": "dataset",
    }
    return json.dumps({"findings": [made]}, separators=(",", ":"), sort_keys=True).encode()


_TABLE = _finding("parquet", "pretraining text", columns=["text", "url", "token_count"])
_LINES = _finding("jsonl_zstd", "chat", columns=["messages"], estimated_token_count=5_000_000)
_CRAWL = _finding("warc_gzip", "web pages", metadata={"crawl": "CC-MAIN-2026-10"})


def files(count: int) -> Iterator[tuple[bytes, str, bytes | None]]:
    """Path, content class and findings of `count` files: half pictures, half data."""
    for number in range(count // 2):
        synset, picture = divmod(number, max(1, count // 2000))
        yield b"imagenet/train/n%08d/n%08d_%d.JPEG" % (synset, synset, picture), "image", None
    for number in range(count // 4):  # each sixteenth of these is a set of its own
        if number % 16 == 5:
            yield b"tables/%07d/own-%d-00000-of-00001.parquet" % (number, number), "dataset", _TABLE
            continue
        set_, shard = divmod(number, _SHARDS)
        if shard == 13 and set_ % _MISSING == 0:
            yield b"tables/%05d/README-%d.md" % (set_, shard), "text", None
            continue
        name = b"tables/%05d/train-%05d-of-%05d.parquet" % (set_, shard, _SHARDS)
        yield name, "dataset", _TABLE
    for number in range(count // 16):
        yield b"crawl/CC-MAIN-20260301-%05d.warc.gz" % number, "dataset", _CRAWL
    for number in range(count // 16):
        set_, shard = divmod(number, _SHARDS)
        yield b"lines/%05d/part_%04d.jsonl.zst" % (set_, shard), "dataset", _LINES
    for number in range(count - count // 2 - count // 4 - 2 * (count // 16)):
        yield b"texts/%03d/%03d/note %d.txt" % (number % 500, number % 300, number), "text", None


def make(catalog: Catalog, count: int) -> None:
    """Store made rows; batches hold paths that are near each other, as those of a walk are."""
    waiting: list[Columns] = []
    batch: list[tuple[Any, ...]] = []
    for number, (path, content, detail) in enumerate(sorted(files(count))):
        digest = number.to_bytes(32, "little")
        batch.append(
            Row(
                path, 0, 0, 100_000, 0, 0, number, 100_000, digest, digest,
                None, None, None, content, None, None, detail,
            )
        )  # fmt: skip
        if len(batch) == _BATCH:
            waiting.append(Columns.of(batch))
            batch = []
        if len(waiting) == 64:
            catalog.add(waiting, 1, "2026-01-01T00:00:00.000000Z")
            waiting = []
    if batch:
        waiting.append(Columns.of(batch))
    catalog.add(waiting, 1, "2026-01-01T00:00:00.000000Z")


def _peak() -> float:
    """MiB of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(file: Path, *, plain: bool) -> None:
    catalog = Catalog(file)
    before, started = _peak(), time.process_time()
    assembler = Assembler(file.parent / "parts.sqlite")
    count = 0
    for row in catalog.rows():
        data = row_data(row)
        count += 1
        if not plain:
            assembler.add(row, data)
    read = time.process_time() - started
    sets = members = 0
    for one in assembler.collections():
        sets += 1
        members += one.members
    whole = time.process_time() - started
    scratch = (file.parent / "parts.sqlite").stat().st_size
    assembler.close()
    print(
        f"{count:,} rows, {'without' if plain else 'with'} assembly: {whole:.1f} s of processor "
        f"({read:.1f} s for the rows), peak {_peak():.0f} MiB, {_peak() - before:.0f} more than "
        f"before, scratch {scratch / 1e6:.0f} MB, {sets:,} collections of {members:,} members"
    )


if __name__ == "__main__":
    words = [one for one in sys.argv[1:] if one.isdigit()]
    folder = Path(tempfile.gettempdir()) / "mediascan-benchmark-collections"
    folder.mkdir(exist_ok=True)
    total = int(words[0]) if words else ROWS
    place = folder / f"{total}.sqlite"
    if not place.exists():
        made = Catalog(place)
        made.start_session("2026-01-01T00:00:00.000000Z")
        make(made, total)
        made.close()
        print(f"made {place}; run again to measure")
    else:
        measure(place, plain="--plain" in sys.argv)
