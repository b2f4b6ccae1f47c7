"""A drive that stops answering: a file system in user space whose reads wait for a file to appear.

    python slow_drive.py DESCRIPTOR GATE

DESCRIPTOR is an open /dev/fuse that is mounted already. The root holds FILES files of SIZE bytes;
no read is answered before GATE exists. Messages as of include/uapi/linux/fuse.h, version 7.31.
"""

import os
import struct
import sys
import time
from pathlib import Path

FILES, SIZE = 5, 3000
ROOT, FIRST = 1, 2  # inodes
_ENOENT, _ENOSYS = 2, 38
_HEAD = struct.Struct("=IIQQIIIHH")  # length, operation, unique, node, ...
LOOKUP, FORGET, GETATTR, OPEN, READ, STATFS, RELEASE, INIT = 1, 2, 3, 14, 15, 17, 18, 26
OPENDIR, READDIR, RELEASEDIR, DESTROY, BATCH_FORGET = 27, 28, 29, 38, 42
_SILENT = {FORGET, BATCH_FORGET}  # have no answer


def name(number: int) -> bytes:
    return b"file %d" % number


def content(number: int) -> bytes:
    return bytes([65 + number]) * SIZE


def _attributes(node: int) -> bytes:
    """A fuse_attr."""
    mode, size = (0o040755, 0) if node == ROOT else (0o100444, SIZE)
    times = (0, 0, 0, 0, 0, 0)
    return struct.pack(
        "=QQQQQQIIIIIIIIII", node, size, 8, *times[:3], *times[3:], mode, 1, 0, 0, 0, 4096, 0
    )


def _lookup(body: bytes) -> bytes | int:
    wanted = body.rstrip(b"\0")
    for number in range(FILES):
        if name(number) == wanted:
            node = FIRST + number
            return struct.pack("=QQQQII", node, 0, 60, 60, 0, 0) + _attributes(node)
    return _ENOENT


def _readdir(body: bytes) -> bytes:
    """A fuse_dirent for each entry behind the offset; all of them fit one answer."""
    (offset,) = struct.unpack_from("=8xQ", body)
    made = b""
    for number in range(offset, FILES):
        one = name(number)
        made += struct.pack("=QQII", FIRST + number, number + 1, len(one), 8) + one
        made += bytes(-len(one) % 8)
    return made


def _read(node: int, body: bytes, gate: Path) -> bytes:
    while not gate.exists():
        time.sleep(0.02)
    offset, size = struct.unpack_from("=8xQI", body)
    return content(node - FIRST)[offset : offset + size]


_FIXED = {
    INIT: struct.pack("=IIIIHHIIHH32x", 7, 31, 65536, 0, 12, 9, 65536, 1, 0, 0),
    OPEN: bytes(16),
    OPENDIR: bytes(16),
    STATFS: struct.pack("=QQQQQIIII24x", 100, 50, 50, FILES, 0, 4096, 255, 4096, 0),
    RELEASE: b"",
    RELEASEDIR: b"",
    DESTROY: b"",
}


def _answer(operation: int, node: int, body: bytes, gate: Path) -> bytes | int:
    """What to send back: data, or the number of an error."""
    if operation == LOOKUP:
        return _lookup(body)
    if operation == GETATTR:
        return struct.pack("=QII", 60, 0, 0) + _attributes(node)
    if operation == READ:
        return _read(node, body, gate)
    if operation == READDIR:
        return _readdir(body)
    return _FIXED.get(operation, _ENOSYS)


def serve(descriptor: int, gate: Path) -> None:
    """Answer until the file system is unmounted."""
    while True:
        try:
            message = os.read(descriptor, 1 << 20)
        except OSError:
            return
        _, operation, unique, node, *_ = _HEAD.unpack_from(message)
        if operation in _SILENT:
            continue
        answer = _answer(operation, node, message[_HEAD.size :], gate)
        error, data = (-answer, b"") if isinstance(answer, int) else (0, answer)
        os.write(descriptor, struct.pack("=IiQ", 16 + len(data), error, unique) + data)


if __name__ == "__main__":
    serve(int(sys.argv[1]), Path(os.fsdecode(sys.argv[2])))
