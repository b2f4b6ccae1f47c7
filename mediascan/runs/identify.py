"""Say what single files are, by their bytes."""

import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mediascan.engine.identify import Inside, look_inside
from mediascan.engine.identify import identify as look
from mediascan.model.finding import as_data

_KINDS = {
    stat.S_IFDIR: "a folder; mediascan inspect looks into folders",
    stat.S_IFIFO: "a FIFO, not opened",
    stat.S_IFSOCK: "a socket, not opened",
    stat.S_IFCHR: "a character device, not opened",
    stat.S_IFBLK: "a block device, not opened",
}


@dataclass(frozen=True, slots=True)
class Identity:
    """What one file is. `error` is why it could not be looked at, or ""."""

    path: str
    content: str
    magic: str | None
    findings: list[dict[str, Any]]
    error: str = ""
    inside: Inside | None = None  # of a container


def identify(path: str) -> Identity:
    """Identify the file at `path`; never raises for what it holds or that it cannot be read."""
    try:
        kind = stat.S_IFMT(Path(path).stat().st_mode)
        if kind != stat.S_IFREG:  # to open a device or a FIFO can do something to it
            return Identity(path, "unknown", None, [], _KINDS.get(kind, "not a regular file"))
        content, magic, findings = look(path)
        inside = look_inside(path)
    except OSError as bad:
        return Identity(path, "unknown", None, [], bad.strerror or str(bad))
    if inside:
        findings = (*findings, *inside.findings)
    data = [as_data(one) for one in findings]
    return Identity(path, content, magic, data, inside=inside)
