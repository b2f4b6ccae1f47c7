"""Times of superblocks as text: ISO 8601, UTC, as far as a calendar reaches."""

from datetime import UTC, datetime, timedelta

_UNIX = datetime(1970, 1, 1, tzinfo=UTC)


def seconds(count: int) -> str:
    """`count` seconds since 1970; "" for zero, and for what no calendar has."""
    if not count:
        return ""
    try:
        return (_UNIX + timedelta(seconds=count)).strftime("%Y-%m-%dT%H:%M:%SZ")
    except OverflowError:
        return ""
