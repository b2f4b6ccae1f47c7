"""Damages an image at random, again and again, and inspects each: what must come is a report or a
clear refusal, within the time, without a traceback, and the image as it was.

    benchmarks/damages [IMAGE] [--count 200] [--seed 1] [--seconds 300] [--only N]

IMAGE is best small and full of structure; without one, GPT with ext4, NTFS, XFS, LUKS and a member
of an array is made (`benchmarks/disks.py`).
"""

import argparse
import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from blake3 import blake3

from benchmarks.disks import made
from mediascan.cli.main import main as mediascan_main
from mediascan.formats.registry import all_formats

SECTOR = 512
RIGHT = {0, 2, 3, 4}  # exit codes of docs/exit_codes.md that an answer has
_HEAD = 1 << 20  # bytes at the start of a volume where most structure is
Damage = Callable[[random.Random, Path, list[int]], str]


def flipped_bytes(dice: random.Random, image: Path, starts: list[int]) -> str:
    """Some bytes near the start of one volume."""
    start = dice.choice(starts)
    with image.open("r+b") as file:
        for _ in range(count := dice.choice((1, 10, 300))):
            at = start + int(_HEAD * dice.random() ** 3)
            file.seek(at)
            file.write(bytes([dice.randrange(256)]))
    return f"{count} bytes near {start}"


def noisy_sectors(dice: random.Random, image: Path, starts: list[int]) -> str:
    """Some sectors anywhere near the start of one volume become noise, zeros or ones."""
    start = dice.choice(starts)
    fill = dice.choice((dice.randbytes(SECTOR), bytes(SECTOR), b"\xff" * SECTOR))
    with image.open("r+b") as file:
        for _ in range(count := dice.choice((1, 8, 64))):
            file.seek(start + dice.randrange(_HEAD // SECTOR) * SECTOR)
            file.write(fill)
    return f"{count} sectors near {start}"


def large_numbers(dice: random.Random, image: Path, starts: list[int]) -> str:
    """Numbers of four and eight bytes become as large as they may be, or almost."""
    start = dice.choice(starts)
    with image.open("r+b") as file:
        for _ in range(count := dice.choice((1, 5, 40))):
            file.seek(start + int(65_536 * dice.random() ** 2) // 4 * 4)
            file.write(dice.choice((b"\xff" * 8, b"\xff\xff\xff\x7f", b"\0\0\0\x80" * 2)))
    return f"{count} large numbers near {start}"


def cut_short(dice: random.Random, image: Path, _starts: list[int]) -> str:
    """The end is missing."""
    size = int(image.stat().st_size * dice.random())
    os.truncate(image, size)
    return f"cut to {size}"


def moved_blocks(dice: random.Random, image: Path, starts: list[int]) -> str:
    """A block of one volume stands in another as well."""
    data = image.read_bytes()
    with image.open("r+b") as file:
        for _ in range(count := dice.choice((1, 16))):
            source = dice.choice(starts) + dice.randrange(_HEAD // 4096) * 4096
            file.seek(dice.choice(starts) + dice.randrange(_HEAD // 4096) * 4096)
            file.write(data[source : source + 4096])
    return f"{count} blocks moved"


DAMAGES: tuple[Damage, ...] = (
    flipped_bytes,
    noisy_sectors,
    large_numbers,
    moved_blocks,
    cut_short,
)


def state(image: Path) -> tuple[object, ...]:
    """Its bytes and its times."""
    status = image.stat()
    digest = blake3(image.read_bytes()).hexdigest()
    return digest, status.st_mtime_ns, status.st_ctime_ns, status.st_size


def answer(image: Path, work: Path, seconds: float) -> tuple[str, str]:
    """How an inspection of `image` comes out, and what is wrong with that ("" for nothing)."""
    shutil.rmtree(out := work / "out", ignore_errors=True)
    words = ["mediascan", "inspect", str(image), "--out", str(out), "--quiet", "--workers", "1"]
    before = state(image)
    code, said = inspected(words, work / "said", seconds)
    if code is None:
        return "late", f"no answer in {seconds:.0f} s"
    if state(image) != before:
        return "changed", "the image is not as it was"
    if "Traceback" in said or "Internal error" in said or code not in RIGHT:
        return "broken", f"exit code {code}: {said[-600:]}"
    if (out / "statement.dsse.json").exists():
        return "report", ""
    if said:
        return "refusal", ""
    return "silent", f"exit code {code} and neither a report nor a word"


def inspected(words: list[str], file: Path, seconds: float) -> tuple[int | None, str]:
    """Exit code, None where there is none in time, and all that was said.

    The program runs in a fork of this process, and forks its own: starting Python anew for each of
    them, with all formats, takes ten times as long as an inspection of a small image.
    """
    child = os.fork()
    if not child:
        os.setsid()
        with file.open("wb") as said:
            os.dup2(said.fileno(), 1)
            os.dup2(said.fileno(), 2)
        sys.argv = words
        spawn = multiprocessing.get_context
        multiprocessing.get_context = lambda _method=None: spawn("fork")  # type: ignore[assignment]
        try:
            mediascan_main()
        except SystemExit as end:
            sys.stdout.flush()
            os._exit(end.code if isinstance(end.code, int) else bool(end.code))
        os._exit(0)
    end = time.monotonic() + seconds
    status = 0
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status), file.read_text("utf-8", "replace").strip()
        time.sleep(0.05)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None, ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("image", type=Path, nargs="?")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=300.0)
    parser.add_argument("--starts", default="0", help="offsets of volumes in MiB: 0,1,25")
    parser.add_argument("--only", type=int, default=-1, help="this damage alone")
    order = parser.parse_args()
    all_formats()  # once, for all forks
    starts = [int(one) << 20 for one in order.starts.split(",")]
    came: Counter[str] = Counter()
    wrong = slowest = 0.0
    with tempfile.TemporaryDirectory(prefix="damages-") as folder:
        work = Path(folder)
        whole = order.image
        if whole is None:
            whole, starts = made(work)
        for number in range(order.count) if order.only < 0 else [order.only]:
            dice = random.Random(f"{order.seed}:{number}")  # noqa: S311 - to be done again
            image = work / "disk.raw"
            subprocess.run(["cp", "--sparse=always", whole, image], check=True)
            words = dice.choice(DAMAGES)(dice, image, starts)
            begun = time.monotonic()
            how, why = answer(image, work, order.seconds)
            slowest = max(slowest, time.monotonic() - begun)
            came[how] += 1
            wrong += bool(why)
            if why or number % 10 == 0:
                print(f"{number}: {words}: {how} {why}", flush=True)
    print(f"{dict(came)}; slowest {slowest:.0f} s; {wrong:.0f} wrong")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
