"""Records of a WARC file: "WARC/1.0", lines of `Name: value`, an empty line, the block, two more.

A record says how long its block is, so that the walk hops over what was crawled. The first record
is a `warcinfo` as a rule, whose block says in the same kind of lines who crawled with what.

Source: IIPC, "The WARC Format 1.1", sections 4 to 6.
"""

import re
from collections import Counter
from dataclasses import dataclass, field

from mediascan.model.errors import InputFault, Malformed, Truncated
from mediascan.model.facts import Facts
from mediascan.model.finding import Fault, fault_of
from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH
from mediascan.reading.nature.ratio import Ratio
from mediascan.reading.nature.sample import RECORDS, Sample
from mediascan.reading.nature.say import LIKE, Total, say_nature, say_sample_estimate
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window

VERSION = re.compile(rb"WARC/([01]\.[0-9]{1,2})\r?\n")
_HEAD = 8192  # bytes looked at for the lines of one record
_LONGEST_HEAD = 1 << 17  # of a record with cookies and addresses of any length
_INFO = 16_384  # bytes of a warcinfo block that are read
_TEXT = 1 << 16  # bytes of one text that are read
_TYPES = frozenset(
    (
        *("warcinfo", "request", "response", "resource"),
        *("metadata", "conversion", "revisit", "continuation"),
    )
)
_END = re.compile(rb"\r?\n\r?\n")
_NEW_LINE = re.compile(rb"\r?\n(?![ \t])")
_SHAPES = {"conversion": "pretraining text", "response": "web pages", "resource": "web pages",
           "metadata": "metadata of web pages"}  # fmt: skip


@dataclass(slots=True)
class Records:
    """What the records of the walk come to."""

    version: str = ""
    count: int = 0  # whole records
    end: int = 0  # behind the last whole one
    types: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    dates: list[str] = field(default_factory=list)  # the first and the last one
    addresses: dict[str, None] = field(default_factory=dict)
    info: dict[str, str] = field(default_factory=dict)
    name: str = ""  # that the file had when it was written
    stopped: InputFault | None = None
    sizes: dict[str, Ratio] = field(default_factory=dict)  # of each type: records in their bytes
    sample: Sample = field(default_factory=Sample)  # of the texts that were cut out of pages

    @property
    def main(self) -> str:
        """The type of those records that hold what was crawled."""
        return max(_SHAPES, key=lambda kind: self.types[kind])

    @property
    def samples(self) -> int:
        """Records of that type, of those looked at."""
        return self.types[self.main]


def walk(window: Window, most: int) -> Records | None:
    """Up to `most` records; None where the first bytes are none. What stops the walk is kept."""
    found = Records()
    start = VERSION.match(window.upto(0, 16))
    if start is None:
        return None
    found.version = start[1].decode("ascii")
    try:
        for _ in range(most):
            if found.end >= window.size:
                break
            begin = found.end
            found.end, kind = _record(window, found)
            found.count += 1
            for one in _SHAPES:
                found.sizes.setdefault(one, Ratio()).add(one == kind, found.end - begin)
    except InputFault as bad:
        found.stopped = bad
    return found if found.types else None


def _record(window: Window, found: Records) -> tuple[int, str]:
    """Look at the record behind the last one; where it ends, and its type."""
    at = found.end
    lines, length = _header(window, at)
    kind = lines.get("warc-type", "").lower()
    if kind not in _TYPES:
        raise Malformed(f"a record at {at} of no known type")
    announced = lines.get("content-length", "")
    if not announced.isascii() or not announced.isdigit() or len(announced) > 19:
        raise Malformed(f"a record at {at} that does not say how long it is")
    _note(found, kind, lines)
    block_at = at + length
    size = int(announced)
    if block_at + size > window.size:
        raise Truncated(f"{block_at + size - window.size} bytes of the last record are missing")
    if kind == "warcinfo" and not found.info:
        found.info = _fields(window.upto(block_at, min(size, _INFO)))
    behind = window.sparse(block_at + size, min(4, window.size - block_at - size))
    if len(behind) < 4 and b"\r\n\r\n".startswith(behind):
        raise Truncated("the end of the last record is missing")
    end = block_at + size + _gap(behind, block_at + size)
    if kind == "conversion" and found.sample.records < RECORDS:
        text = window.upto(block_at, min(size, _TEXT)).decode("utf-8", "replace")
        found.sample.add({"text": text, "url": lines.get("warc-target-uri", "")}, end - at)
    return end, kind


def _gap(behind: bytes, at: int) -> int:
    if behind == b"\r\n\r\n":
        return 4
    if behind.startswith(b"\n\n"):
        return 2
    raise Malformed(f"a record does not end at {at}, where it says")


def _header(window: Window, at: int) -> tuple[dict[str, str], int]:
    """The named lines of the record at `at`, and how long they are."""
    data = b""
    for length in (_HEAD, _LONGEST_HEAD):
        data = window.sparse(at, min(length, window.size - at))
        end = _END.search(data)
        if end is not None:
            if VERSION.match(data) is None:
                raise Malformed(f"no record at {at}")
            return _fields(data[: end.start()]), end.end()
    if at + _LONGEST_HEAD >= window.size and VERSION.match(data):
        raise Truncated("the last record ends inside of its lines")
    raise Malformed(f"no record at {at}")


def _fields(data: bytes) -> dict[str, str]:
    """Names, in small letters, and values of the lines; the first of a name counts."""
    found: dict[str, str] = {}
    for line in _NEW_LINE.split(data)[:256]:
        name, colon, value = line.partition(b":")
        if colon:
            text = value.strip().decode("utf-8", "backslashreplace")
            found.setdefault(name.strip().decode("ascii", "replace").lower(), text)
    return found


def _note(found: Records, kind: str, lines: dict[str, str]) -> None:
    found.types[kind] += 1
    if date := lines.get("warc-date", "")[:32]:
        found.dates = [found.dates[0] if found.dates else date, date]
    if kind == "warcinfo":
        found.name = found.name or lines.get("warc-filename", "")[:TEXT_LENGTH]
    elif (uri := lines.get("warc-target-uri", "")) and len(found.addresses) < LIST_LENGTH:
        found.addresses.setdefault(uri.strip("<>")[:TEXT_LENGTH])
    if spoken := lines.get("warc-identified-content-language", ""):
        found.languages[spoken.partition(",")[0][:16]] += 1


def record_facts(found: Records, *, whole: bool, total: Total = 0) -> Facts:
    """The facts that both WARC formats tell; `whole` where the walk saw every record.

    `total` is the size of all records, not compressed, where the number of them is estimated.
    """
    facts = Facts(version=found.version)
    if found.samples:
        facts["training_shape"] = _SHAPES[found.main]
    facts["record_types"] = dict(found.types)
    if whole:
        facts["sample_count"] = found.samples
        facts["row_count"] = found.count
    else:
        facts["sampled_rows"] = found.count
    _say_words(found, facts)
    traces = Traces()
    for key in ("operator", "hostname", "publisher", "http-header-from", "ip"):
        traces.add(found.info.get(key, ""), key)
    traces.say(facts)
    counted = found.sizes[found.main].over(total) if total and found.sizes else None
    if counted:
        say_sample_estimate(facts, counted, f"size of the first {found.count} records, {LIKE}")
    say_nature(facts, found.sample, total=total or found.end)
    return facts


def _say_words(found: Records, facts: Facts) -> None:
    """What the records say in words."""
    if software := found.info.get("software"):
        facts["producer"] = software[:TEXT_LENGTH]
    if found.name:
        facts["original_name"] = found.name
    shown = {
        name: found.info[key][:TEXT_LENGTH]
        for key, name in _INFO_KEYS.items()
        if found.info.get(key)
    }
    if found.languages:
        most = found.languages.most_common(16)
        shown["languages"] = ", ".join(f"{name} {count}" for name, count in most)
    if shown:
        facts["metadata"] = shown
    if found.addresses:
        facts["members"] = list(found.addresses)
    if found.dates:
        facts["dates"] = list(dict.fromkeys(found.dates))


_INFO_KEYS = {"ispartof": "crawl", "description": "description", "publisher": "publisher",
              "operator": "operator", "robots": "robots"}  # fmt: skip


def record_faults(found: Records) -> list[Fault]:
    return [] if found.stopped is None else [fault_of(found.stopped)]
