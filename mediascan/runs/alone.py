"""One run at a time in an output folder.

The lock is on the folder itself (flock(2)), so it is there before anything in the folder is and
ends with the process, however that ends. Where the system or the file system has no such lock the
catalog's own still keeps two runs from writing.
"""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mediascan.model.errors import IncompleteError, UsageError

try:
    import fcntl
except ImportError:  # Windows
    _LOCKS = False
else:
    _LOCKS = True


@contextmanager
def alone_in(out: Path) -> Iterator[None]:
    """Make `out` if need be, and keep it for this process while it lasts.

    Raises `UsageError` where another run has it, `IncompleteError` where it cannot be made.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(out, os.O_RDONLY) if _LOCKS else -1
    except OSError as bad:
        raise IncompleteError(f"Cannot write to {out}: {bad.strerror}.") from bad
    try:
        if _LOCKS:
            _lock(descriptor)
        yield
    finally:
        if _LOCKS:
            os.close(descriptor)


def _lock(descriptor: int) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as bad:
        if bad.errno in {errno.EWOULDBLOCK, errno.EACCES}:
            raise UsageError("Another mediascan is working in this output folder.") from bad
