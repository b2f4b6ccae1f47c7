"""Members of containers against the tools that unpack them: ratios made in one run.

    python -P benchmarks/members.py [--size MiB] [--passes N]

A tree of made files, half text and half random bytes, is packed by tar, zstd, gzip and zip. Ours is
the reading phase of `inspect --workers 1 --digest blake3`, by its own clock, less that of one
byte; the peer unpacks to a pipe into `b3sum`.
"""

import argparse
import json
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PEERS = {
    "tar": "tar -xOf {file} | b3sum",
    "tar.zst": "zstd -dc {file} | tar -xO | b3sum",
    "tar.gz": "gzip -dc {file} | tar -xO | b3sum",
    "zip": "unzip -p {file} | b3sum",
}
PACKERS = {
    "tar": "tar -cf {file} .",
    "tar.zst": "tar -c . | zstd -q -3 -o {file}",
    "tar.gz": "tar -c . | gzip -1 > {file}",
    "zip": "zip -q -1 -r {file} .",
}


def make(folder: Path, size: int) -> None:
    """Files of `size` MiB in all: a half of text, a half of bytes that do not pack."""
    source = random.Random(5)  # noqa: S311 - made data
    words = [source.randbytes(source.randrange(2, 9)).hex() for _ in range(5000)]
    text = " ".join(source.choices(words, k=200_000)).encode()
    made = number = 0
    while made < size << 20:
        part = folder / f"{number // 100:03}"
        part.mkdir(exist_ok=True)
        length = int(source.lognormvariate(11, 2)) % (64 << 20)
        data = (
            source.randbytes(length) if number % 2 else (text * (length // len(text) + 1))[:length]
        )
        (part / f"{number}.bin").write_bytes(data)
        made += len(data)
        number += 1


def ours(source: Path, *options: str) -> float:
    """Seconds of the reading phase."""
    with tempfile.TemporaryDirectory() as out:
        words = ["inspect", str(source), "--out", f"{out}/o", "--workers", "1", "--events", "-"]
        command = [sys.executable, "-m", "mediascan", *words, "--digest", "blake3", *options]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    moments = {}
    for line in done.stdout.splitlines():
        event = json.loads(line) if line.startswith("{") else {}
        if event.get("event") == "phase":
            moments[event["name"]] = seconds(event["time"])
    return moments["writing the report"] - moments["reading"]


def seconds(moment: str) -> float:
    hours, minutes, rest = moment[11:].rstrip("Z").split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(rest)


def peer(command: str) -> float:
    started = time.monotonic()
    subprocess.run(["bash", "-c", command], check=True, capture_output=True)
    return time.monotonic() - started


def main() -> None:
    words = argparse.ArgumentParser()
    words.add_argument("--size", type=int, default=1024)
    words.add_argument("--passes", type=int, default=3)
    chosen = words.parse_args()
    with tempfile.TemporaryDirectory() as work:
        files, empty = Path(work, "files"), Path(work, "empty")
        files.mkdir()
        empty.mkdir()
        (empty / "one").write_bytes(b"x")  # so that a worker starts here too
        make(files, chosen.size)
        start = ours(empty)
        for kind, packer in PACKERS.items():
            place = Path(work, kind)
            place.mkdir()
            file = place / f"x.{kind}"
            subprocess.run(["bash", "-c", packer.format(file=file)], cwd=files, check=True)
            ratios = []
            for _ in range(chosen.passes):
                theirs = peer(PEERS[kind].format(file=file))
                mine = ours(place) - start
                closed = ours(place, "--no-members") - start
                ratios.append((theirs / mine, mine, theirs, closed))
            ratio, mine, theirs, closed = (
                statistics.median(one) for one in zip(*ratios, strict=True)
            )
            print(
                f"{kind}: {ratio:.2f} of the peer ({mine:.2f} s against {theirs:.2f} s; "
                f"closed {closed:.2f} s; {file.stat().st_size >> 20} MiB)",
                flush=True,
            )
            shutil.rmtree(place)


if __name__ == "__main__":
    main()
