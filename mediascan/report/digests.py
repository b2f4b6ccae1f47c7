"""Digests of report files: SHA-256 for everybody, BLAKE3 for speed."""

import hashlib
from pathlib import Path

from blake3 import blake3

from mediascan.model.limits import MIB


def file_digests(path: Path) -> dict[str, str]:
    """SHA-256 and BLAKE3 of a file, in hexadecimal, read once in pieces."""
    standard, fast = hashlib.sha256(), blake3()
    with path.open("rb") as stream:
        for piece in iter(lambda: stream.read(MIB), b""):
            standard.update(piece)
            fast.update(piece)
    return {"sha256": standard.hexdigest(), "blake3": fast.hexdigest()}
