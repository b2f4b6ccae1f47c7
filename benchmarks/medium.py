"""One pass over a disk image, held against reading it and hashing nothing, and against SHA-256.

    benchmarks/medium FOLDER [--gib 4] [--files 20000]

FOLDER takes the images, which are kept for the next time. Needs mkfs.ext4 and, to drop the page
cache, root. Prints a table; docs/performance.md has one of them.
"""

import argparse
import hashlib
import os
import random
import resource
import shutil
import struct
import subprocess
import sys
import time
from pathlib import Path

from mediascan.engine.surveyor import survey
from mediascan.engine.walker import Walk
from mediascan.model.extent import Extent
from mediascan.sources.layout_reader import LayoutReader

MIB = 1 << 20
_PIECE = 64 * MIB
_SHARES = ((0.5, 1 << 30), (0.3, 32 * MIB), (0.1, 64 * 1024))  # of the image -> bytes of a file


def image_of_content(folder: Path, gib: int) -> Path:
    """An ext4 image, nine tenths of it full: models, shards of them, and many short texts."""
    image = folder / f"content-{gib}.raw"
    if image.exists():
        return image
    source = folder / "content"
    source.mkdir()
    dice = random.Random(1)  # noqa: S311 - the same image each time
    noise = dice.randbytes(_PIECE)
    text = b"some words of a text that many people wrote, line by line\n" * (_PIECE // 59)
    for number, (share, size) in enumerate(_SHARES):
        for at in range(max(1, int(share * (gib << 30) / size))):
            with (source / f"{number}-{at:06}.bin").open("wb") as file:
                left, data = size, text
                if size >= MIB:
                    left, data = size - file.write(_header(size)), noise
                while left:
                    start = dice.randrange(MIB)
                    left -= file.write(data[start : start + min(left, _PIECE - 2 * MIB)])
    _make(image, source, gib << 30)
    shutil.rmtree(source)
    return image


def _header(size: int) -> bytes:
    """The head of a safetensors file of `size` bytes with one tensor."""
    length = size - 8 - 120
    words = b'{"weight":{"dtype":"U8","shape":[%d],"data_offsets":[0,%d]}}' % (length, length)
    return struct.pack("<Q", 120) + words.ljust(120)


def image_of_names(folder: Path, count: int) -> Path:
    """An ext4 image of many small files, for the rate of listing."""
    image = folder / f"names-{count}.raw"
    if image.exists():
        return image
    source = folder / "names"
    for at in range(count):
        place = source / f"{at // 500:04}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"file-{at:07}").write_bytes(b"x" * 100)
    _make(image, source, max(256 * MIB, count * 8192))
    shutil.rmtree(source)
    return image


def _make(image: Path, source: Path, size: int) -> None:
    with image.open("wb") as file:
        file.truncate(size)
    subprocess.run(["mkfs.ext4", "-q", "-F", "-d", source, image], check=True)


def cold(image: Path) -> None:
    """Out of the page cache with it."""
    with image.open("rb") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def timed(command: list[str]) -> tuple[float, float, int]:
    """Seconds by the clock, seconds of processors, and the most memory of one process in bytes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.monotonic()
    subprocess.run(command, check=False, capture_output=True)
    clock = time.monotonic() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return clock, busy, after.ru_maxrss * 1024


def one_pass(folder: Path, gib: int) -> None:
    image = image_of_content(folder, gib)
    size = image.stat().st_size
    rows = []
    cold(image)
    dd = ["dd", f"if={image}", "of=/dev/null", "bs=4M"]
    rows.append(("dd bs=4M, cold, hashing nothing", *timed(dd)))
    cold(image)
    sha = "import hashlib,sys; hashlib.file_digest(open(sys.argv[1],'rb'),'sha256')"
    rows.append(("SHA-256 of all of it, cold", *timed([sys.executable, "-c", sha, str(image)])))
    cold(image)
    shutil.rmtree(out := folder / "out", ignore_errors=True)
    command = [sys.executable, "-m", "mediascan", "inspect", str(image), "--out", str(out)]
    rows.append(("mediascan inspect, cold", *timed([*command, "--quiet"])))
    for name, clock, busy, memory in rows:
        print(
            f"| {name} | {clock:.1f} s | {size / clock / 1e6:.0f} MB/s | {busy:.1f} s | "
            f"{memory / MIB:.0f} MiB |"
        )


def listing(folder: Path, count: int) -> None:
    image = image_of_names(folder, count)
    size = image.stat().st_size
    begun = time.monotonic()
    walked = parser_alone(image, size)
    alone = time.monotonic() - begun
    begun = time.monotonic()
    survey(str(image), folder / "layout.sqlite", lambda _: None)
    whole = time.monotonic() - begun
    reader = LayoutReader(folder / "layout.sqlite")
    listed = sum(1 for _ in reader.as_they_lie())
    print(f"| walk alone, in its process | {walked} entries | {walked / alone:.0f} /s |")
    print(f"| survey into a layout | {listed} rows | {listed / whole:.0f} /s |")


def parser_alone(image: Path, size: int) -> int:
    from functools import partial  # noqa: PLC0415 - for one call

    from mediascan.engine.surveyor import open_volume  # noqa: PLC0415 - as above

    volume = partial(open_volume, str(image), (Extent(0, 0, size),), size)
    return sum(1 for _ in Walk("ext", volume, size).entries())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--gib", type=int, default=4)
    parser.add_argument("--files", type=int, default=20_000)
    order = parser.parse_args()
    order.folder.mkdir(parents=True, exist_ok=True)
    rate = sha_rate()
    print(f"SHA-256 in memory: {rate / 1e6:.0f} MB/s; load {os.getloadavg()[0]:.1f}")
    one_pass(order.folder, order.gib)
    listing(order.folder, order.files)


def sha_rate() -> float:
    data, hasher = bytes(_PIECE), hashlib.sha256()
    begun = time.process_time()
    for _ in range(8):
        hasher.update(data)
    return 8 * _PIECE / (time.process_time() - begun)


if __name__ == "__main__":
    main()
