"""Small files that belong to one person: written whole or not at all, read with a bound.

Keys must never be readable by others, not even for the moment between creating and `chmod`; so
the mode is given at creation, with the built-in `open`, which alone takes an opener. Nothing
here overwrites: a key that is gone signs nothing more.
"""

import os
import stat
from pathlib import Path

from mediascan.model.display import show
from mediascan.model.errors import UsageError

PRIVATE = 0o600
PUBLIC = 0o644
MAX_BYTES = 1 << 16  # a PEM or a sidecar has a few hundred; a larger file is something else


def shown(path: Path) -> str:
    """`path` for a message."""
    return show(os.fsencode(path))


def write_new(path: Path, data: bytes, mode: int = PRIVATE) -> None:
    """Make the file `path` with `mode` and get it to the disk.

    Raises `UsageError` if it is there already or cannot be written; what was begun is removed.
    """
    try:
        with open(path, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            try:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            except OSError:
                path.unlink(missing_ok=True)
                raise
        sync_folder(path.parent)
    except FileExistsError as error:
        raise UsageError(f"{shown(path)} is there already; it is not overwritten") from error
    except OSError as error:
        raise UsageError(f"cannot write {shown(path)}: {error.strerror}") from error


def sync_folder(folder: Path) -> None:
    """Get the names in `folder` to the disk, where the system can do that."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_small(path: Path, *, secret: bool = False) -> bytes:
    """The bytes of a regular file of at most `MAX_BYTES`; `secret`: only its owner may open it.

    Raises `UsageError` with what to do next. Windows has no such mode bits: not looked at there.
    """
    try:
        with open(path, "rb", opener=_open_at_once) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise UsageError(f"{shown(path)} is not a regular file")
            if secret and os.name == "posix" and status.st_mode & 0o077:
                raise UsageError(
                    f"{shown(path)} is open to other users; run: chmod 600 {shown(path)}"
                )
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise UsageError(f"{shown(path)} does not exist") from error
    except OSError as error:
        raise UsageError(f"cannot read {shown(path)}: {error.strerror}") from error
    if len(data) > MAX_BYTES:
        raise UsageError(f"{shown(path)} is larger than {MAX_BYTES} bytes: not a key")
    return data


def _open_at_once(name: str, flags: int) -> int:
    """Open without waiting: a FIFO in place of the file must not hang the command."""
    return os.open(name, flags | (os.O_NONBLOCK if os.name == "posix" else 0))
