"""What goes wrong with one entry while it is read, as faults of its row."""

from mediascan.engine.read import Content
from mediascan.model.finding import Fault, FaultKind
from mediascan.model.source import Identity
from mediascan.sources.base import NotRegular, OpenFile


def content_faults(file: OpenFile, content: Content) -> list[Fault]:
    """Faults for what was lost on the way through `file`, and for what changed meanwhile."""
    faults = []
    if content.lost:
        words = f"{content.lost} bytes could not be read; see holes"
        faults.append(Fault(FaultKind.UNREADABLE, words))
    now = file.now()
    missing = content.read + content.lost != file.identity.size
    if now.state != file.identity.state or missing:
        faults.append(Fault(FaultKind.CHANGED, "the file changed while it was read"))
    return faults


def unreadable(bad: OSError) -> Fault:
    """Why an entry was not read."""
    words = bad.strerror or str(bad)
    if isinstance(bad, FileNotFoundError):
        return Fault(FaultKind.VANISHED, f"listed, but gone when it was to be read: {words}")
    kind = FaultKind.SKIPPED if isinstance(bad, NotRegular) else FaultKind.UNREADABLE
    return Fault(kind, words)


def too_sparse(identity: Identity, most: int) -> Fault:
    """Why a file with more than `most` bytes of holes is not read."""
    words = (
        f"sparse file of {identity.size} bytes, {identity.allocated} on the medium; "
        f"files with more than {most} bytes of holes are not read"
    )
    return Fault(FaultKind.LIMIT, words)
