"""A drive that is pulled: put on PYTHONPATH, it makes every call on the source fail with ENODEV.

That begins when PULLED_AFTER files were opened in one process, and lasts as long as the file that
PULLED names, for all processes of a run.
"""

import errno
import os
from pathlib import Path

from mediascan.sources import directory, presence

MARK = Path(os.environ["PULLED"])
AFTER = int(os.environ["PULLED_AFTER"])
opened = 0


def check():
    if MARK.exists():
        raise OSError(errno.ENODEV, os.strerror(errno.ENODEV))


def failing(method, *, counted=False):
    def call(self, *arguments):
        global opened  # noqa: PLW0603 - one count a process
        opened += counted
        if opened > AFTER:
            MARK.touch()
        check()
        return method(self, *arguments)

    return call


class System:
    """`os`, without a source."""

    def __getattr__(self, name):
        return getattr(os, name)

    def stat(self, path):
        check()
        return os.stat(path)


tree = directory.DirectoryTree
tree.entries = failing(tree.entries)
tree.describe = failing(tree.describe)
tree.open = failing(tree.open, counted=True)
tree.target = failing(tree.target)
whole = failing(tree.whole, counted=True)
tree.whole = lambda self, *arguments: None if MARK.exists() else whole(self, *arguments)
directory._File.read_into = failing(directory._File.read_into)
presence.os = System()
