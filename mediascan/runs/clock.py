"""Times as the report writes them."""

from datetime import UTC, datetime

CLOCK = "system clock of this machine, not compared with a reference"


def now() -> str:
    """The time in UTC as RFC 3339 has it, with microseconds."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
