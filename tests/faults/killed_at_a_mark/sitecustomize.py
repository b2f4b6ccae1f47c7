"""Power that fails inside a large file: put on PYTHONPATH, a run ends when its third mark is kept.

Marks are made at the end of each segment, however soon after the last one.
"""

import os

from mediascan.catalog.marks import MarkTable
from mediascan.engine import read

LAST = 3
kept = 0


def keep_and_end(self, mark, keep=MarkTable.keep):
    global kept  # noqa: PLW0603 - one count a process
    keep(self, mark)
    kept += 1
    if kept == LAST:
        os._exit(9)


MarkTable.keep = keep_and_end
read.MARK_SECONDS = 0.0
