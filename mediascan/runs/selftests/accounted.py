"""DA-AO-23 and DFR-CR-01: what is told of a medium adds up, and deleted files stand apart."""

import tempfile
from pathlib import Path

from mediascan.model.extent import Extent
from mediascan.model.source import EntryKind, Identity
from mediascan.runs.selftests.base import Check, same
from mediascan.sources.layout import LayoutWriter
from mediascan.sources.layout_reader import LayoutReader

_SIZE = 1 << 30
_FILES = ((4096, 10_000), (1 << 20, 5_000_000), (1 << 29, 123_456_789))
_FREE, _TAKEN = 900_000_000, 1 << 20  # where two deleted files lay


def adds_up() -> None:
    counts, _ = _laid_out()
    same("all bytes", counts["attributed"] + counts["unattributed"], _SIZE)
    same("attributed bytes", counts["attributed"], sum(length for _, length in _FILES))


def apart() -> None:
    _, faults = _laid_out()
    same("a deleted file in free space", faults[b"free"], None)
    if not faults[b"taken"]:
        same("a deleted file under another", "read", "said to be overwritten")


def _laid_out() -> tuple[dict[str, int], dict[bytes, str | None]]:
    with tempfile.TemporaryDirectory(prefix="mediascan-") as folder:
        file = Path(folder) / "layout"
        writer = LayoutWriter(file, _SIZE)
        for number, (start, length) in enumerate(_FILES):
            runs = (Extent(0, start, length),)
            identity = Identity(length, 0, 0, number, length)
            writer.add(b"p1/%d" % number, EntryKind.FILE, identity, runs)
            writer.attribute(runs)
        for name, start in ((b"free", _FREE), (b"taken", _TAKEN)):
            runs = (Extent(0, start, 4096),)
            identity = Identity(4096, 0, 0, 0, 4096)
            writer.add(b"p1.deleted/" + name, EntryKind.DELETED, identity, runs)
        counts = writer.finish(4096)
        writer.close()
        reader = LayoutReader(file)
        names = (b"free", b"taken")
        laid = {name: reader.of(b"p1.deleted", name) for name in names}
        reader.close()
        return counts, {name: one.fault if one else "lost" for name, one in laid.items()}


ADDS_UP = Check("DA-AO-23", "Attributed and unattributed bytes add up to the medium.", adds_up)
APART = Check("DFR-CR-03", "Deleted files stand apart, and overwritten ones are not read.", apart)
