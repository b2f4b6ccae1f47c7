"""Members of containers against the libraries alone: processor time, ratios made in one run.

    benchmarks/members

150 MB of files, half text and half random bytes, in tar, tar.zst and zip, all in memory. Ours
unpacks, hashes each member (of the tar.zst, the tar and its members), classifies it and makes its
row; the peer decompresses by the same library and hashes what comes out with BLAKE3, once.
"""

import io
import random
import tarfile
import time
import zipfile
from collections.abc import Callable

import zstandard
from blake3 import blake3

from mediascan.engine.classify import Classifier
from mediascan.engine.digests import Digests
from mediascan.engine.gather import Gathering
from mediascan.engine.members import Members, whole_file
from mediascan.formats.registry import all_formats
from mediascan.model.reading import Reading
from mediascan.reading.unpacking.base import openers

PIECE = 1 << 18
PASSES = 3
FILES, LENGTH = 60, 2_500_000


def packed() -> tuple[bytes, bytes, bytes]:
    """The same files in a tar, in a tar.zst and in a zip."""
    source = random.Random(5)  # noqa: S311 - made data
    words = [source.randbytes(6).hex() for _ in range(5000)]
    text = " ".join(source.choices(words, k=400_000)).encode()
    tar, archive = io.BytesIO(), io.BytesIO()
    with (
        tarfile.open(fileobj=tar, mode="w") as one,
        zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as other,
    ):
        for number in range(FILES):
            start = number * 1000
            data = text[start : start + LENGTH] if number % 2 else source.randbytes(LENGTH)
            member = tarfile.TarInfo(f"{number}.bin")
            member.size = len(data)
            one.addfile(member, io.BytesIO(data))
            other.writestr(f"{number}.bin", data)
    whole = tar.getvalue()
    return whole, zstandard.ZstdCompressor(level=3).compress(whole), archive.getvalue()


def hashed(stream: io.BufferedIOBase) -> None:
    hasher = blake3()
    while piece := stream.read(PIECE):
        hasher.update(piece)


def hashed_zip(data: bytes) -> None:
    archive = zipfile.ZipFile(io.BytesIO(data))
    for name in archive.namelist():
        with archive.open(name) as stream:
            hashed(stream)  # type: ignore[arg-type] # it has the read() that is needed


def least(work: Callable[[], object]) -> float:
    """Seconds of the processor, the best of some passes."""
    times = []
    for _ in range(PASSES):
        started = time.process_time()
        work()
        times.append(time.process_time() - started)
    return min(times)


def main() -> None:
    tar, zst, archive = packed()
    reading = Reading(digests=("blake3",))
    classifier = Classifier(all_formats())
    members = Members(classifier, Digests(reading), lambda *_: ("unknown", None), 5)
    decompressor = zstandard.ZstdDecompressor()
    rows = (
        ("tar", "tar", tar, lambda: hashed(io.BytesIO(tar))),
        ("tar.zst", "zstd", zst, lambda: hashed(decompressor.stream_reader(io.BytesIO(zst)))),
        ("zip", "zip", archive, lambda: hashed_zip(archive)),
    )
    for name, kind, data, peer in rows:
        opener = openers()[kind]
        ours = least(
            lambda opener=opener, data=data: members.inside(
                b"x.tar.zst", opener, whole_file(b"x.tar.zst", data), Gathering()
            )
        )
        theirs = least(peer)
        print(f"{name}: {theirs / ours:.2f} of the library ({ours:.2f} s against {theirs:.2f} s)")


if __name__ == "__main__":
    main()
