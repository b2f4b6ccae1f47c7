"""Files that conceal something, made for the count of what is missed."""

import bz2
import gzip
import io
import lzma
import struct
import subprocess
import zipfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from benchmarks.donors import seeded

FIXTURES = Path(__file__).parents[1] / "fixtures" / "formats"
HOSTS = (
    *("jpeg/tiny.jpg", "png/tiny.png", "gif/tiny.gif", "webp/tiny.webp", "bmp/tiny.bmp"),
    *("heif/tiny.avif", "jpeg_xl/tiny.jxl", "pnm/tiny.ppm", "mp4/tiny.mp4", "matroska/tiny.mkv"),
    *("avi/tiny.avi", "mpeg_ts/tiny.ts", "wav/tiny.wav", "aiff/tiny.aiff", "ogg/tiny.ogg"),
    *("mp3/tiny.mp3", "aac/tiny.aac", "pdf/tiny.pdf", "tiff/tiny.tif", "flac/tiny.flac"),
    *("mpeg_ps/tiny.mpg", "zip/tiny.zip", "gzip/tiny.gz", "seven_zip/tiny.7z", "zstd/tiny.zst"),
    *("xz/tiny.xz", "rar5/tiny.rar"),
)
SIZES = (1, 4, 16, 63, 64, 128, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576)  # KiB
ROUNDS = 60  # files of one size, fewer of the large ones
PIECE = 64 << 20  # bytes encrypted at once
DISGUISES = ("photo.jpg", "film.mp4", "song.mp3", "letter.pdf", "notes.txt", "picture.png")
_number = count()

Made = Iterator[tuple[str, str, Path]]  # what it is, the finding expected, where it is


def made(folder: Path, largest: int) -> Made:
    """Every positive in turn; the caller may delete a file once it was asked."""
    yield from ciphertext(folder, largest)
    yield from behind(folder)
    yield from renamed(folder)
    yield from stripped(folder)
    yield from inside(folder)


def _written(folder: Path, data: bytes, name: str = "x.dat") -> Path:
    path = folder / f"{next(_number)}-{name}"
    path.write_bytes(data)
    return path


def cipher(size: int) -> bytes:
    """`size` bytes of AES-256 in counter mode by openssl, without a header."""
    chance = seeded(next(_number))
    key, start = chance.randbytes(32).hex(), chance.randbytes(16).hex()
    command = ["openssl", "enc", "-aes-256-ctr", "-K", key, "-iv", start]
    zeros = bytes(size)
    return subprocess.run(command, input=zeros, capture_output=True, check=True).stdout


def ciphertext(folder: Path, largest: int) -> Made:
    for size in SIZES:
        if size << 10 > largest:
            break
        for _ in range(max(1, min(ROUNDS, (1 << 18) // size))):
            path = _written(folder, b"")
            with path.open("ab") as file:
                for start in range(0, size << 10, PIECE):
                    file.write(cipher(min(PIECE, (size << 10) - start)))
            yield f"cipher text of {size} KiB", "uniform_bytes", path


def checkpoint() -> bytes:
    """A small safetensors file of random weights."""
    values = _weights(20_000)
    header = b'{"layers.0.weight":{"dtype":"F32","shape":[100,200],"data_offsets":[0,80000]}}'
    header += b" " * (-len(header) % 8)
    return struct.pack("<Q", len(header)) + header + values


def _weights(number: int) -> bytes:
    chance = seeded(next(_number))
    return struct.pack(f"<{number}f", *(chance.gauss(0, 0.02) for _ in range(number)))


def packed() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("corpus.txt", b"some text of a corpus\n" * 1000)
    return held.getvalue()


def behind(folder: Path) -> Made:
    hidden = {
        "a checkpoint": checkpoint(),
        "a zip": packed(),
        "a gzip": gzip.compress(b"some text of a corpus\n" * 3000 + seeded(1).randbytes(9000)),
        "an xz": lzma.compress(b"some text of a corpus\n" * 3000),
        "a bzip2": bz2.compress(b"some text of a corpus\n" * 3000),
        "cipher text of 64 KiB": cipher(64 << 10),
        "cipher text of 1 MiB": cipher(1 << 20),
    }
    for host in HOSTS:
        path = FIXTURES / host
        if path.exists():
            for what, data in hidden.items():
                if what.split()[-1] == host.split("/")[0]:
                    continue  # streams may follow one another
                made = _written(folder, path.read_bytes() + data, path.name)
                yield f"any of {len(hidden)} behind {host.split('/')[0]}", "appended", made


def renamed(folder: Path) -> Made:
    for name in DISGUISES:
        yield "checkpoint by another name", "disguise", _written(folder, checkpoint(), name)
        yield "cipher text by another name", "disguise", _written(folder, cipher(1 << 20), name)


def stripped(folder: Path) -> Made:
    for _ in range(20):
        values = _weights(100_000)
        half = b"".join(values[at + 2 : at + 4] for at in range(0, len(values), 4))
        numbers = struct.unpack("<100000f", values)
        halves = struct.pack("<100000e", *numbers)
        small = bytes(max(-127, min(127, round(one * 1500))) & 255 for one in numbers)
        for what, data in (
            ("float32", values),
            ("bfloat16", half),
            ("float16", halves),
            ("int8", small),
        ):
            yield f"weights without a header, {what}", "bare_weights", _written(folder, data)
        ids = _ids(100_000)
        for what, code in (("uint16", "H"), ("uint32", "I")):
            data = struct.pack(f"<100000{code}", *ids)
            yield f"token ids without a header, {what}", "bare_tokens", _written(folder, data)


def _ids(number: int) -> list[int]:
    """Ids by Zipf's law of a vocabulary of 50,257."""
    chance = seeded(next(_number))
    weights = [1 / (rank + 3) for rank in range(50_257)]
    return chance.choices(range(50_257), weights, k=number)


def inside(folder: Path) -> Made:
    film = (FIXTURES / "mp4" / "tiny.mp4").read_bytes()
    for size in (64, 256, 1024):
        for _ in range(5):
            data = cipher(size << 10)
            free = struct.pack(">I", len(data) + 8) + b"free" + data
            yield (
                "a volume in a free box of MP4",
                "unclaimed",
                _written(folder, film + free, "x.mp4"),
            )
            at = film.rindex(b"mdat") - 4
            length = int.from_bytes(film[at : at + 4], "big")
            box = struct.pack(">I", length + len(data)) + film[at + 4 : at + length] + data
            whole = film[:at] + box + film[at + length :]
            yield (
                "a volume at the end of mdat of MP4",
                "unclaimed",
                _written(folder, whole, "x.mp4"),
            )
    for _ in range(5):
        sound = (FIXTURES / "wav" / "tiny.wav").read_bytes()[:44]
        data = sound[:4] + struct.pack("<I", (1 << 20) + 36) + sound[8:40]
        data += struct.pack("<I", 1 << 20) + cipher(1 << 20)
        yield (
            "cipher text behind a header of WAV",
            "uniform_content",
            _written(folder, data, "x.wav"),
        )
    for _ in range(5):
        yield "cipher text before a zip", "prepended", _written(folder, cipher(1 << 18) + packed())
