"""Before a run goes on: whether what was read before is still there, as it was read."""

import orjson

from mediascan.catalog.catalog import Catalog
from mediascan.model.errors import VanishedError
from mediascan.model.finding import Fault, FaultKind, fault_as_data
from mediascan.model.row import Row
from mediascan.model.source import EntryKind
from mediascan.runs.observer import Steps
from mediascan.sources.base import Tree

_GONE = Fault(FaultKind.VANISHED, "read before an interruption, gone when the inspection went on")


def recheck(catalog: Catalog, tree: Tree, steps: Steps) -> None:
    """Drop the rows of entries that changed or were not read, so that they are read again.

    An entry that is gone stays in the catalog, without digests and with a fault that says so.
    Raises `VanishedError` when the whole source is gone; then nothing is dropped.
    """

    def judge(row: Row) -> Row | None:
        steps.one()
        state = _state(row, tree)
        if state in {"gone", "unknown"} and (reason := tree.gone()):
            raise VanishedError(reason)  # or all that was read would be forgotten
        if state == "gone":
            return _vanished(row)
        return row if state == "same" else None

    catalog.review(judge)


def _state(row: Row, tree: Tree) -> str:
    folder, _, name = row.path.rpartition(b"/")
    try:
        found = tree.describe(folder, name)
    except (FileNotFoundError, NotADirectoryError):
        return "gone"
    except OSError:
        return "unknown"
    if row.kind == EntryKind.FOLDER:
        return "again"  # folders are listed again in any case, and each listing makes a row
    inode = found.inode & 0x7FFF_FFFF_FFFF_FFFF
    same = (found.size, found.mtime_ns, found.ctime_ns, inode)
    as_read = same == (row.size, row.mtime_ns, row.ctime_ns, row.inode)
    return "same" if as_read and not row.unread else "again"


def _vanished(row: Row) -> Row:
    detail = orjson.loads(row.detail) if row.detail else {}
    if any(fault["kind"] == FaultKind.VANISHED for fault in detail.get("faults", ())):
        return row
    detail.setdefault("faults", []).append(fault_as_data(_GONE))
    packed = orjson.dumps(detail, option=orjson.OPT_SORT_KEYS)
    return row._replace(
        blake3=None, sha256=None, md5=None, sha1=None, segments=None, unread=1, detail=packed
    )
