"""The files that an image consists of: open for reading only, a few at a time, and watched.

Access times are kept where the system lets us (O_NOATIME), a pipe is never waited for, and no
path but those given is opened: what an image says of other files is not followed here.
"""

import errno
import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from mediascan.model.display import show
from mediascan.model.errors import IncompleteError, Truncated, UsageError
from mediascan.model.finding import Fault, FaultKind, plain_text
from mediascan.sources.presence import missing

_NOATIME = getattr(os, "O_NOATIME", 0)  # Linux only
_FILE = os.O_RDONLY
for _name in ("O_CLOEXEC", "O_NONBLOCK", "O_BINARY"):  # the last on Windows, the others elsewhere
    _FILE |= getattr(os, _name, 0)
_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)  # for the pieces: only the first was named by a person
_OPEN = 16  # files held open: an image may have thousands of pieces, a process 1024 descriptors
_LISTED = 64  # pieces named in the statement; all are read


def open_quietly(path: str, flags: int = _FILE) -> int:
    """A descriptor of `path` that changes no access time, where the system lets us."""
    try:
        return os.open(path, flags | _NOATIME)
    except PermissionError:
        return os.open(path, flags)


def head(path: str, count: int, offset: int = 0) -> bytes:
    """Up to `count` bytes of the regular file `path`; a negative `offset` counts from its end.

    b"" for what is no regular file or cannot be read.
    """
    try:
        fd = open_quietly(path)
    except (OSError, ValueError):  # ValueError: a NUL in it
        return b""
    try:
        status = os.fstat(fd)
        if not stat.S_ISREG(status.st_mode):
            return b""
        at = offset if offset >= 0 else max(0, status.st_size + offset)
        buffer = memoryview(bytearray(count))
        return bytes(buffer[: _read_into(fd, buffer, at)])
    except OSError:
        return b""
    finally:
        os.close(fd)


def _read_into(fd: int, buffer: memoryview, offset: int) -> int:
    if hasattr(os, "preadv"):
        return os.preadv(fd, [buffer], offset)
    os.lseek(fd, offset, os.SEEK_SET)  # Windows
    data = os.read(fd, len(buffer))
    buffer[: len(data)] = data
    return len(data)


def beside(folder: str) -> Iterator[str]:
    """The names in `folder`, in any order; its access time is kept. Nothing where it is closed."""
    by_number = os.scandir in os.supports_fd  # not on Windows, which has no O_DIRECTORY either
    flags = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_DIRECTORY", 0)
    fd = -1
    try:
        fd = open_quietly(folder or ".", flags) if by_number else -1
        with os.scandir(fd if by_number else folder or ".") as listing:
            for entry in listing:
                yield entry.name
    except OSError:
        return
    finally:
        if fd >= 0:
            os.close(fd)


class ImageFiles:
    """The files of one image, in their order."""

    def __init__(self, paths: Sequence[str]) -> None:
        self._fds: dict[int, int] = {}  # by place in `paths`, the one used last at the end
        self.paths = tuple(paths)
        self._states: list[tuple[int, ...]] = []
        for number in range(len(self.paths)):
            try:
                status = os.fstat(self._fd(number))
            except OSError as bad:
                self.close()
                raise IncompleteError(
                    f"Cannot read {show(self.paths[number])}: {bad.strerror or bad}."
                ) from bad
            if not stat.S_ISREG(status.st_mode):
                self.close()
                raise UsageError(f"The source {show(self.paths[number])} is no regular file.")
            self._states.append(_state(status))
        self.sizes = tuple(one[0] for one in self._states)

    def read_into(self, number: int, buffer: memoryview, offset: int) -> int:
        """Fill `buffer` from `offset` of file `number`; 0 at its end. Raises `OSError`."""
        if offset >= self.sizes[number]:
            return 0
        room = self.sizes[number] - offset  # what was added since is not part of the image
        return _read_into(self._fd(number), buffer[:room], offset)

    def read_fully(self, number: int, count: int, offset: int) -> bytes:
        """`count` bytes, fewer at the end of the file."""
        buffer, done = memoryview(bytearray(max(0, count))), 0
        while done < count:
            got = self.read_into(number, buffer[done:], offset + done)
            if not got:
                break
            done += got
        return bytes(buffer[:done])

    def read_exactly(self, number: int, count: int, offset: int) -> bytes:
        """`count` bytes. Raises `Truncated` where the file has fewer, or `OSError`."""
        data = self.read_fully(number, count, offset)
        if len(data) < count:
            raise Truncated(f"it ends before byte {offset + count}, within a header")
        return data

    def changed(self) -> tuple[Fault, ...]:
        """A fault for each file that is not in the state in which it was opened."""
        found = []
        for path, state in zip(self.paths, self._states, strict=True):
            with suppress(OSError):  # that is for `gone` to say
                if _state(os.stat(path)) != state:  # noqa: PTH116 - the error is looked at
                    message = f"the image file {show(path)} changed while it was read"
                    found.append(Fault(FaultKind.CHANGED, message))
        return tuple(found)

    def gone(self) -> str:
        """Why a file is not there any more, in words; "" while all are."""
        return next((words for path in self.paths if (words := missing(path))), "")

    def facts(self) -> dict[str, Any]:
        """Where the image is, and the size of each of its files."""
        facts: dict[str, Any] = {"path": plain_text(os.path.realpath(self.paths[0]))}
        if len(self.paths) > 1:
            facts["pieces"] = [
                {"name": plain_text(os.path.basename(path)), "sizeBytes": str(size)}  # noqa: PTH119 - of a str
                for path, size in zip(self.paths[:_LISTED], self.sizes, strict=False)
            ]
            facts["pieceCount"] = len(self.paths)
        facts["storedBytes"] = str(sum(self.sizes))
        return facts

    def close(self) -> None:
        for fd in self._fds.values():
            os.close(fd)
        self._fds.clear()

    def _fd(self, number: int) -> int:
        if number in self._fds:
            fd = self._fds[number] = self._fds.pop(number)
            return fd
        fd = open_quietly(self.paths[number], _FILE | (_NOFOLLOW if number else 0))
        if number < len(self._states) and _state(os.fstat(fd))[2:] != self._states[number][2:]:
            os.close(fd)
            raise OSError(errno.ESTALE, os.strerror(errno.ESTALE))
        self._fds[number] = fd
        if len(self._fds) > _OPEN:
            os.close(self._fds.pop(next(iter(self._fds))))
        return fd


def _state(status: os.stat_result) -> tuple[int, ...]:
    return (status.st_size, status.st_mtime_ns, status.st_ino, status.st_dev)
