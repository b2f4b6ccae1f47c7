"""A FUSE file system that shows a folder read-only, and can vanish like a drive that is pulled.

    python fuse_mirror.py FOLDER MOUNT_POINT [BYTES]

Serves until it is unmounted, or until so many bytes of files were read: then the process ends and
the kernel answers everything below the mount with ENOTCONN. It speaks the protocol of the kernel by
itself (linux/fuse.h, version 7.31): libfuse is not on every machine, /dev/fuse nearly is.
Prints "ready" when it is mounted; needs root.
"""

import ctypes
import errno
import os
import stat
import struct
import sys

LOOKUP, FORGET, GETATTR, READLINK, OPEN, READ, STATFS, RELEASE = 1, 2, 3, 5, 14, 15, 17, 18
FLUSH, INIT, OPENDIR, READDIR, RELEASEDIR, DESTROY, BATCH_FORGET = 25, 26, 27, 28, 29, 38, 42
MAJOR, MINOR = 7, 31
HEADER = struct.Struct("<IIQQIIII")  # length, opcode, unique, node, uid, gid, pid, padding
READ_IN = struct.Struct("<QQI")  # handle, offset, size
LARGEST = 128 * 1024  # bytes of one read; the kernel asks for no more with max_pages of 32
BLOCKS = struct.Struct("<QQQQQIIII24x")


class Vanished(Exception):
    """The drive was pulled."""


class Mirror:
    """The nodes that the kernel knows, by number, and the bytes still to be given."""

    def __init__(self, folder: str, limit: int | None) -> None:
        self.paths = {1: os.fsencode(folder)}
        self.numbers = {os.fsencode(folder): 1}
        self.left = limit

    def node(self, path: bytes) -> int:
        number = self.numbers.setdefault(path, len(self.numbers) + 1)
        self.paths[number] = path
        return number

    def answer(self, opcode: int, node: int, body: bytes) -> bytes:
        path = self.paths.get(node, b"")
        if opcode == LOOKUP:
            below = path + b"/" + body.rstrip(b"\0")
            shape = attributes(below)
            return struct.pack("<QQQQII", self.node(below), 0, 0, 0, 0, 0) + shape
        if opcode == GETATTR:
            return struct.pack("<QII", 0, 0, 0) + attributes(path)
        if opcode == READLINK:
            return os.readlink(path)
        if opcode in {OPEN, OPENDIR}:
            return struct.pack("<QII", 0, 0, 0)
        if opcode == READ:
            return self.read(path, *READ_IN.unpack_from(body)[1:])
        if opcode == READDIR:
            return listing(path, *READ_IN.unpack_from(body)[1:])
        if opcode == STATFS:
            return BLOCKS.pack(1 << 20, 0, 0, 1 << 10, 0, 4096, 255, 4096, 0)
        if opcode in {RELEASE, RELEASEDIR, FLUSH, DESTROY}:
            return b""
        raise OSError(errno.ENOSYS, "not served")

    def read(self, path: bytes, offset: int, size: int) -> bytes:
        with open(path, "rb") as file:
            data = os.pread(file.fileno(), size, offset)
        if self.left is not None:
            self.left -= len(data)
            if self.left < 0:
                raise Vanished
        return data


def attributes(path: bytes) -> bytes:
    """A struct fuse_attr."""
    s = os.lstat(path)
    seconds = [ns // 10**9 for ns in (s.st_atime_ns, s.st_mtime_ns, s.st_ctime_ns)]
    rest = [ns % 10**9 for ns in (s.st_atime_ns, s.st_mtime_ns, s.st_ctime_ns)]
    return struct.pack(
        "<QQQQQQIIIIIIIIII",
        *(s.st_ino, s.st_size, s.st_blocks, *seconds, *rest),
        *(s.st_mode & ~0o222, s.st_nlink, s.st_uid, s.st_gid, 0, 4096, 0),
    )


def listing(path: bytes, offset: int, size: int) -> bytes:
    """A struct fuse_dirent, as many as fit."""
    data = b""
    for number, name in enumerate(sorted(os.listdir(path))[offset:], offset + 1):
        s = os.lstat(path + b"/" + name)
        one = struct.pack("<QQII", s.st_ino, number, len(name), stat.S_IFMT(s.st_mode) >> 12) + name
        one += bytes(-len(one) % 8)
        if len(data) + len(one) > size:
            break
        data += one
    return data


def greeting() -> bytes:
    """A struct fuse_init_out."""
    return struct.pack("<IIIIHHIIHHI28x", MAJOR, MINOR, LARGEST, 0, 12, 9, 4096, 1, 32, 0, 0)


def mount(point: str) -> int:
    device = os.open("/dev/fuse", os.O_RDWR)
    words = f"fd={device},rootmode=40000,user_id=0,group_id=0,allow_other"
    library = ctypes.CDLL(None, use_errno=True)
    if library.mount(b"exhibit", os.fsencode(point), b"fuse", 1 | 2 | 4, words.encode()):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return device


def serve(device: int, mirror: Mirror) -> None:
    while True:
        try:
            request = os.read(device, LARGEST + 4096)
        except OSError:  # unmounted
            return
        _, opcode, unique, node, *_ = HEADER.unpack_from(request)
        if opcode in {FORGET, BATCH_FORGET}:
            continue
        number, data = 0, b""
        try:
            body = request[HEADER.size :]
            data = greeting() if opcode == INIT else mirror.answer(opcode, node, body)
        except OSError as bad:
            number = -(bad.errno or errno.EIO)
        try:
            os.write(device, struct.pack("<IiQ", 16 + len(data), number, unique) + data)
        except OSError as bad:
            if bad.errno != errno.ENOENT:  # the one who asked was interrupted
                raise


def main() -> None:
    folder, point, *limit = sys.argv[1:]
    device = mount(point)
    print("ready", flush=True)
    try:
        serve(device, Mirror(folder, int(limit[0]) if limit else None))
    except Vanished:
        os._exit(0)


if __name__ == "__main__":
    main()
