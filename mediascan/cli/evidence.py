"""Findings in words, with the bytes they were read from."""

from typing import Any

from mediascan.cli.console import line, size
from mediascan.engine.special import SPECIAL
from mediascan.formats.registry import all_formats
from mediascan.model.display import show
from mediascan.model.finding import Confidence
from mediascan.report.page.brief import brief

_CERTAIN = {
    Confidence.NAME: "name only",
    Confidence.STATISTIC: "recognised by statistics",
    Confidence.MAGIC: "recognised by signature",
    Confidence.PARSED: "verified by structure",
    Confidence.CONSISTENT: "every byte accounted for",
    Confidence.CORROBORATED: "confirmed by another file",
}
_BYTES = {
    *("declared_bytes", "missing_bytes", "trailing_bytes", "uncompressed_bytes"),
    *("hidden_bytes", "unclaimed_bytes"),
}
_LIST = 6  # items of a list fact shown on a line


def headline(finding: dict[str, Any]) -> str:
    """What it is and how certain, in one line."""
    titles = {one.id: one.title for one in all_formats()}
    titles |= {known: title for known, (title, _) in SPECIAL.items()}
    title = titles[finding["format"]]
    return f"{title} ({_CERTAIN[Confidence[finding['confidence']]]})"


def print_finding(finding: dict[str, Any], indent: str = "  ", *, titled: bool = True) -> None:
    """What it is, in brief, then its facts, faults and evidence."""
    if titled:
        line(f"{indent}{headline(finding)}", "bold")
    for words in brief(finding["facts"]):
        line(f"{indent}  {show(words)}", "strong")
    for name, value in finding["facts"].items():
        line(f"{indent}  {show(name.replace('_', ' '))}: {_shown(name, value)}")
    for fault in finding.get("faults", ()):
        line(f"{indent}  fault: {show(fault['kind'])}: {show(fault['message'])}", "FAIL")
    for one in finding["evidence"]:
        data, start = bytes.fromhex(one["hex"]), int(one["offset"])
        line(f"{indent}  bytes {start} to {start + len(data) - 1}: {show(one['meaning'])}")
        for at in range(0, len(data), 16):
            piece = data[at : at + 16]
            letters = "".join(chr(b) if 32 <= b < 127 else "." for b in piece)
            line(f"{indent}    {start + at:08x}  {piece.hex(' '):47}  {letters}")


def _shown(name: str, value: Any) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case int():
            return f"{value:,}" + (f" ({size(value)})" if name in _BYTES else "")
        case dict():
            return ", ".join(f"{show(str(k))} {_shown('', v)}" for k, v in _some(value.items()))
        case list():
            return ", ".join(_shown("", one) for one in _some(value))
        case _:
            return show(str(value))


def _some(items: Any) -> list[Any]:
    return list(items)[:_LIST]
