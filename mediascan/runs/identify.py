"""Say what single files are, by their bytes."""

from dataclasses import dataclass
from typing import Any

from mediascan.engine.inspect import identify as look
from mediascan.model.finding import as_data


@dataclass(frozen=True, slots=True)
class Identity:
    """What one file is. `error` is why it could not be looked at, or ""."""

    path: str
    content: str
    magic: str | None
    findings: list[dict[str, Any]]
    error: str = ""


def identify(path: str) -> Identity:
    """Identify the file at `path`; never raises for what it holds or that it cannot be read."""
    try:
        content, magic, findings = look(path)
    except OSError as bad:
        return Identity(path, "unknown", None, [], bad.strerror or str(bad))
    return Identity(path, content, magic, [as_data(one) for one in findings])
