"""Lines of a CDX file: an index of a crawl, one line a page, sorted by the turned-round address.

A line of CDX has values between blanks, named by letters in the first line, " CDX N b a m s k r M S
V g". A line of CDXJ has the address, the date and a JSON object: Common Crawl's indexes are such.

Sources: Internet Archive, "CDX and DAT Legend"; IIPC, "OpenWayback CDXJ File Format 1.0".
"""

import re
from collections import Counter
from dataclasses import dataclass, field

from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Fault, FaultKind
from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH
from mediascan.reading.encodings.json import parse_object
from mediascan.reading.nature.ratio import Ratio
from mediascan.reading.nature.say import LIKE, Total, say_sample_estimate

FIRST = 4096  # bytes that tell
SAMPLE = 1 << 18  # bytes of lines looked at
_LINES = 4096  # looked at
_BAD = 0.1  # share of lines that may be no lines of an index
_HEADER = re.compile(rb" CDX((?: [A-Za-z])+)\r?\n")
_JSON = re.compile(rb"(\S+) (\d{12,17}) (\{.*\})\s*", re.ASCII)
_URL_LETTERS = ("a", "A", "N")  # of the CDX legend: the address as it was asked for, or a key
_STARTS = re.compile(rb"(?:!\S+ .{0,256}\r?\n){0,4}\S{1,2048} \d{12,17} \{", re.ASCII)


@dataclass(slots=True)
class CdxLines:
    """What the lines come to."""

    fields: str = ""  # letters of the first line of a CDX; empty for CDXJ
    count: int = 0
    bad: int = 0
    cut: bool = False  # the last line is not whole
    all: bool = False  # every line of the file was looked at
    types: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    files: dict[str, None] = field(default_factory=dict)  # that the pages lie in
    addresses: dict[str, None] = field(default_factory=dict)
    dates: list[str] = field(default_factory=list)  # the least and the most
    ratio: Ratio = field(default_factory=Ratio)

    @property
    def likely(self) -> bool:
        return self.count > 0 and self.bad <= _BAD * self.count


def is_cdx(data: bytes) -> bool:
    """Whether a text begins as CDX or CDXJ: its first FIRST bytes tell."""
    start = data[:FIRST]
    return bool(_HEADER.match(start) or _STARTS.match(start))


def cdx_lines(data: bytes, *, whole: bool) -> CdxLines | None:
    """The lines of `data`; the last one is left out unless it is `whole`. None where it is none."""
    if not is_cdx(data):
        return None
    found = CdxLines()
    header = _HEADER.match(data)
    if header:
        found.fields = header[1].decode("ascii").replace(" ", "")
    lines = data[header.end() if header else 0 :].split(b"\n")
    last = lines.pop()
    if whole and last.strip():
        found.cut = _values(last, found.fields) is None
        lines += [] if found.cut else [last]
    found.all = whole and len(lines) <= _LINES
    for line in lines[:_LINES]:
        if not line.strip() or line.startswith(b"!"):
            continue
        values = _values(line, found.fields)
        if values is None:
            found.bad += 1
        else:
            _note(found, values)
        found.count += 1
        found.ratio.add(1, len(line) + 1)
    return found if found.likely else None


def _values(line: bytes, fields: str) -> dict[str, str] | None:
    """The values of one line, by the names of CDXJ."""
    if not fields:
        match = _JSON.fullmatch(line)
        try:
            values = parse_object(match[3]) if match else None
        except InputFault:
            return None
        if match is None or values is None:
            return None
        known = {key: one for key, one in values.items() if isinstance(one, str)}
        return {
            "date": match[2].decode("ascii"),
            "key": match[1].decode("utf-8", "replace"),
            **known,
        }
    parts = line.rstrip(b"\r").decode("utf-8", "backslashreplace").split(" ")
    if len(parts) != len(fields):
        return None
    named = dict(zip(fields, parts, strict=True))
    address = next((named[letter] for letter in _URL_LETTERS if letter in named), "")
    return {
        "date": named.get("b", ""),
        "url": address,
        "mime": named.get("m", ""),
        "filename": named.get("g", ""),
    }


def _note(found: CdxLines, values: dict[str, str]) -> None:
    if kind := values.get("mime-detected") or values.get("mime"):
        found.types[kind[:64]] += 1
    if spoken := values.get("languages", ""):
        found.languages[spoken.partition(",")[0][:16]] += 1
    for value, kept in (
        (values.get("filename", ""), found.files),
        (values.get("url") or values.get("key", ""), found.addresses),
    ):
        if value and len(kept) < LIST_LENGTH:
            kept.setdefault(value[:TEXT_LENGTH])
    date = values["date"]
    if date.isdigit():
        found.dates = [min([*found.dates[:1], date]), max([*found.dates[-1:], date])]


def cdx_facts(found: CdxLines, total: Total) -> Facts:
    """The facts; `total` is the size of all lines in bytes."""
    facts = Facts(version="CDX" if found.fields else "CDXJ")
    if found.all:
        facts["row_count"] = found.count
    else:
        facts["sampled_rows"] = found.count
        if counted := found.ratio.over(total):
            say_sample_estimate(facts, counted, f"size of the first {found.count} lines, {LIKE}")
    if found.types:
        facts["record_types"] = dict(found.types.most_common(LIST_LENGTH))
    if found.files:
        facts["shard_files"] = list(found.files)
    if found.addresses:
        facts["members"] = list(found.addresses)
    if found.dates:
        facts["dates"] = list(dict.fromkeys(found.dates))
    shown = {"fields": " ".join(found.fields)} if found.fields else {}
    if found.languages:
        most = found.languages.most_common(16)
        shown["languages"] = ", ".join(f"{name} {count}" for name, count in most)
    if shown:
        facts["metadata"] = shown
    return facts


def cdx_faults(found: CdxLines) -> list[Fault]:
    """The faults of the lines looked at."""
    faults = []
    if found.cut:
        faults.append(Fault(FaultKind.TRUNCATED, "the last line is cut off"))
    if found.bad:
        text = f"{found.bad} of {found.count} lines are no lines of an index"
        faults.append(Fault(FaultKind.MALFORMED, text))
    return faults
