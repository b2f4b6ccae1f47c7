"""Numbers as people read them, by whole-number arithmetic alone, so that bytes never differ.

Short forms are cut, not rounded: a report never says more than there is, and "100 %" stands only
where nothing is missing. Units are decimal (SI): 1 kB is 1000 bytes.
"""

import re

_SIZES = ("bytes", "kB", "MB", "GB", "TB", "PB", "EB")
_COUNTS = ("", "", "M", "B", "T")
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.\d+)?Z", re.ASCII)
_NANOSECONDS = 1_000_000_000


def whole(value: object) -> int:
    """A whole number of the predicate, which is decimal text where it may pass 2**53; or 0."""
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,40}", value, re.ASCII):
        return int(value)
    return value if isinstance(value, int) else 0


def grouped(value: object) -> str:
    """All digits, in groups of three: "1,234,567"."""
    return f"{whole(value):,}"


def size(value: object) -> str:
    """Three digits with a decimal unit: "18.0 TB"."""
    amount = whole(value)
    return "1 byte" if amount == 1 else _three_digits(amount, _SIZES)


def exact_size(value: object) -> str:
    """The short form and every digit: "1.23 kB (1,234 bytes)"."""
    amount = whole(value)
    return size(amount) if amount < 1000 else f"{size(amount)} ({amount:,} bytes)"


def amount_of(value: object) -> str:
    """All digits below a million, from there three of them as parameters are counted: "124 M"."""
    amount = whole(value)
    return grouped(amount) if amount < 1_000_000 else _three_digits(amount, _COUNTS)


def about(value: object) -> str:
    """An estimate: three digits that count, "2,870" or "1.20 M", and never more than are known."""
    amount = whole(value)
    if amount >= 1_000_000:
        return amount_of(amount)
    unit = 10 ** max(0, len(str(max(0, amount))) - 3)
    return grouped(amount // unit * unit)


def percent(part: object, of: object) -> str:
    """`part` in hundredths of a percent of `of`, cut: "99.97 %"."""
    have, all_of_it = whole(part), whole(of)
    if have >= all_of_it:
        return "100 %"
    hundredths = have * 10_000 // all_of_it
    if hundredths == 0 and have > 0:
        return "under 0.01 %"
    return f"{hundredths // 100}.{hundredths % 100:02} %"


def duration(nanoseconds: object) -> str:
    """Hours, minutes and seconds: "4 h 12 min 09 s"; milliseconds below one minute."""
    amount = max(0, whole(nanoseconds))
    seconds = amount // _NANOSECONDS
    hours, minutes = seconds // 3600, seconds // 60 % 60
    if hours:
        return f"{hours:,} h {minutes:02} min {seconds % 60:02} s"
    if minutes:
        return f"{minutes} min {seconds % 60:02} s"
    return f"{seconds}.{amount // 1_000_000 % 1000:03} s"


def moment(text: str) -> str:
    """An RFC 3339 time to the second: "2026-11-24 03:21:48 UTC"; anything else unchanged."""
    found = _MOMENT.fullmatch(text)
    return f"{found[1]} {found[2]} UTC" if found else text


def hex_groups(text: str, width: int = 8) -> str:
    """Digits in groups, as two people read them to each other."""
    return " ".join(text[at : at + width] for at in range(0, len(text), width))


def plural(count: object, one: str, many: str = "") -> str:
    """A count with its noun: "1 file", "2 files", "2 entries"."""
    return f"{grouped(count)} {one if whole(count) == 1 else many or one + 's'}"


def _three_digits(amount: int, units: tuple[str, ...]) -> str:
    power = min((len(str(max(0, amount))) - 1) // 3, len(units) - 1)
    if power == 0:
        return f"{amount} {units[0]}".rstrip()
    unit = 1000**power
    decimals = max(0, 3 - len(str(amount // unit)))
    digits = f"{amount * 10**decimals // unit:,}"
    if decimals:
        digits = f"{digits[:-decimals]}.{digits[-decimals:]}".replace(",", "")
    return f"{digits} {units[power]}"
