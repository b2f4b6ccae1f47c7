"""Dates from what programs count: nanoseconds, milliseconds or seconds since 1970."""

from datetime import UTC, datetime

_UNITS = (  # counts from 2001 to 2286 lie in these ranges, which do not overlap
    (10**18, 10**19, 10**9),
    (10**15, 10**16, 10**6),
    (10**12, 10**13, 10**3),
    (10**9, 10**10, 1),
)


def date_of(count: int) -> str:
    """`count` since 1970 as "2026-11-25T16:04:10Z"; empty where it can be none.

    Its unit is seen from its size.
    """
    for low, high, unit in _UNITS:
        if low <= count < high:
            moment = datetime.fromtimestamp(count // unit, UTC)
            return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    return ""
