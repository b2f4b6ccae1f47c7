"""DA-AO-24: an image is as it was before, its bytes and its times."""

import hashlib
import tempfile
from pathlib import Path

from mediascan.runs.selftests.base import Check, pattern, same
from mediascan.sources.media.registry import open_medium

_SIZE = 1 << 20
_OLD = 1_000_000_000_000_000_000  # ns: access times of this age are renewed by a reader


def run() -> None:
    import os  # noqa: PLC0415 - for one call

    data = pattern(_SIZE)
    with tempfile.TemporaryDirectory(prefix="mediascan-") as folder:
        image = Path(folder) / "image.raw"
        image.write_bytes(data)
        os.utime(image, ns=(_OLD, _OLD))
        before = _times(image)
        medium = open_medium(str(image))
        buffer = memoryview(bytearray(_SIZE))
        same("bytes read", medium.read_into(buffer, 0), _SIZE)
        medium.close()
        same("times", _times(image), before)
        same("digest", hashlib.sha256(image.read_bytes()).digest(), hashlib.sha256(data).digest())


def _times(image: Path) -> tuple[int, int, int]:
    status = image.stat()
    return status.st_atime_ns, status.st_mtime_ns, status.st_ctime_ns


CHECK = Check("DA-AO-24", "The source is as it was before it was read, its times too.", run)
