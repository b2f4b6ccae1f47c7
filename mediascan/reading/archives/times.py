"""Times as archives keep them: Windows' FILETIME and the date and time of DOS."""

from datetime import UTC, datetime, timedelta


def date_of_filetime(count: int) -> str:
    """100 ns since 1601 as "2026-11-25T16:04:10Z"; empty where it can be none."""
    try:
        when = datetime(1601, 1, 1, tzinfo=UTC) + timedelta(microseconds=count // 10)
    except OverflowError:
        return ""
    return when.strftime("%Y-%m-%dT%H:%M:%SZ") if count else ""


def date_of_dos(date: int, time: int) -> str:
    """A local time of unknown zone, "2026-11-25T16:04:10"; empty where it can be none."""
    try:
        when = datetime(  # noqa: DTZ001 - the format has no zone
            (date >> 9) + 1980,
            date >> 5 & 15,
            date & 31,
            time >> 11,
            time >> 5 & 63,
            (time & 31) * 2,
        )
    except ValueError:
        return ""
    return when.strftime("%Y-%m-%dT%H:%M:%S")
