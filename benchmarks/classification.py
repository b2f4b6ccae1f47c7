"""What classification costs: files without a signature, and the largest headers there are.

    benchmarks/cost

The first figure is over real files below /usr in which no signature stands, in memory; the limit is
15 microseconds a file. The others are a safetensors header of 100 MB and a GGUF vocabulary of
430,000 entries, each in a process of its own; the limits are 2 s and 300 MiB.
"""

import json
import os
import resource
import stat
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from mediascan.engine.classify import Classifier
from mediascan.engine.content import content_class
from mediascan.formats.registry import all_formats

FILES = 20_000
START = 256 * 1024  # bytes of a file that are in memory when it is classified
ROUNDS = 5
MIB = 1 << 20
HEADER = 99 * 10**6  # bytes of JSON; the format allows 100,000,000
VOCABULARY = 430_000


def plain_files() -> list[bytes]:
    """The starts of files of this machine in which no signature stands."""
    classifier = Classifier(all_formats())
    found = []
    for data in _starts(Path("/usr")):
        if not classifier.hits(data[: classifier.reach], data[-classifier.tail :], len(data)):
            found.append(data)
            if len(found) == FILES:
                break
    return found


def _starts(root: Path) -> Iterator[bytes]:
    for folder, _, names in os.walk(root):
        for name in names:
            path = Path(folder, name)
            seen = path.lstat()
            if stat.S_ISREG(seen.st_mode) and seen.st_size:
                with path.open("rb") as file:
                    yield file.read(START)


def microseconds_a_file(files: list[bytes]) -> list[float]:
    """Signatures and the content class, once a round over all of `files`."""
    classifier = Classifier(all_formats())
    reach, tail = classifier.reach, classifier.tail
    rounds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for data in files:
            classifier.hits(data[:reach], data[-tail:], len(data))
            content_class(data, len(data))
        rounds.append((time.perf_counter() - start) / len(files) * 1e6)
    return sorted(rounds)


def large_header(path: Path) -> None:
    """A safetensors file whose header has 99 MB; its data is a hole."""
    entries, end, size = [], 0, 2
    for number in range(10**7):
        name = f"model.layers.{number}.mlp.experts.{number % 256}.down_proj.weight"
        entry = json.dumps({"dtype": "BF16", "shape": [8, 8], "data_offsets": [end, end + 128]})
        piece = f'"{name}":{entry}'
        if size + len(piece) + 1 > HEADER:
            break
        entries.append(piece)
        size += len(piece) + 1
        end += 128
    header = ("{" + ",".join(entries) + "}").encode()
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(header)) + header)
        file.truncate(8 + len(header) + end)


def large_vocabulary(path: Path) -> None:
    """A GGUF file with 430,000 tokens, their scores and types, and no tensors."""

    def text(value: bytes) -> bytes:
        return struct.pack("<Q", len(value)) + value

    tokens = b"".join(text(b"token number %d" % n) for n in range(VOCABULARY))

    def array(kind: int, items: bytes) -> bytes:
        return struct.pack("<IIQ", 9, kind, VOCABULARY) + items

    numbers = bytes(4 * VOCABULARY)
    fields = [
        text(b"general.architecture") + struct.pack("<I", 8) + text(b"llama"),
        text(b"tokenizer.ggml.tokens") + array(8, tokens),
        text(b"tokenizer.ggml.scores") + array(6, numbers),
        text(b"tokenizer.ggml.token_type") + array(5, numbers),
    ]
    path.write_bytes(b"GGUF" + struct.pack("<IQQ", 3, 0, len(fields)) + b"".join(fields))


LARGEST: dict[str, Callable[[Path], None]] = {
    "safetensors header of 99 MB": large_header,
    "GGUF vocabulary of 430,000 entries": large_vocabulary,
}


def examine(path: Path) -> None:
    """Classify one file; prints seconds, MiB that it took, and what was found."""
    classifier = Classifier(all_formats())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    file = os.open(path, os.O_RDONLY)
    start = time.perf_counter()
    found = classifier.findings(lambda at, n: os.pread(file, n, at), path.stat().st_size)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    facts = found[0].facts
    size = facts.get("tensor_count") or facts.get("vocabulary_size", 0)
    words = f"{found[0].format_id}, {found[0].confidence.name}, {size:,} entries"
    words += "".join(f", {fault.kind}: {fault.message}" for fault in found[0].faults)
    print(f"{seconds:.2f} s, {(peak - before) * 1024 / MIB:.0f} MiB more, {words}")


def main() -> None:
    if sys.argv[1:]:
        examine(Path(sys.argv[1]))
        return
    files = plain_files()
    rounds = microseconds_a_file(files)
    print(
        f"{len(files):,} files without a signature, {len(all_formats())} formats: "
        f"{rounds[len(rounds) // 2]:.1f} us a file ({rounds[0]:.1f} to {rounds[-1]:.1f}), limit 15"
    )
    with tempfile.TemporaryDirectory() as folder:
        for name, make in LARGEST.items():
            path = Path(folder, "file")
            make(path)
            command = [sys.executable, "-m", "benchmarks.classification", str(path)]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            print(f"{name}: {done.stdout.strip()}; limits 2 s, 300 MiB")


if __name__ == "__main__":
    main()
