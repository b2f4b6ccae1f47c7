"""What is said of a file that was not read, or not as it is."""

from mediascan.engine.read import Content
from mediascan.model.finding import Fault, FaultKind
from mediascan.sources.base import NotRegular, OpenFile


def content_faults(file: OpenFile, content: Content) -> list[Fault]:
    """What is wrong with the content of a file that was read."""
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
    """Why a file could not be read."""
    words = bad.strerror or str(bad)
    if isinstance(bad, FileNotFoundError):
        return Fault(FaultKind.VANISHED, f"listed, but gone when it was to be read: {words}")
    kind = FaultKind.SKIPPED if isinstance(bad, NotRegular) else FaultKind.UNREADABLE
    return Fault(kind, words)
