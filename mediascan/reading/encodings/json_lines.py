"""JSON Lines: a sample of the complete lines at the start of a file (https://jsonlines.org).

One object a line, mostly with the same keys: the shape of nearly every text corpus and of every
set of instructions. A pretty-printed object has no line that is JSON, a minified one has a single
line, and neither is taken for a table.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Fault, FaultKind
from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.encodings.json import parse_object
from mediascan.reading.nature.sample import Sample
from mediascan.reading.nature.say import LIKE, Total, say_nature, say_sample_estimate

FIRST = 64  # bytes that decide whether a file may be JSON at all
_GLANCE = 1024  # bytes that tell a pretty-printed object
SAMPLE = 1 << 18  # bytes looked at
LONG = 1 << 22  # bytes looked at where two lines do not fit into SAMPLE: a book is one line
LONGEST = 1 << 24  # bytes looked at where they do not fit into LONG either: a read has no more
_SAME = 0.6  # share of rows with the very same keys that makes lines a table
_CORE = 0.9  # share of rows that have a key that all should have
_BAD = 0.1  # share of lines that may be damaged
_DOUBT = 4  # damaged lines more than that, before the share is known
COLUMNS = 4096  # columns of a table; an object with more keys is a dictionary, not a row
ROWS = 20_000  # rows looked at
_ITEMS = 1_000_000  # brackets and commas of one row: some 70 bytes of memory each
_BLANK = b" \t\r"
_LEADING = b"\xef\xbb\xbf \t\r\n"  # what may stand before the first object
_TYPES: dict[type, str] = {
    bool: "boolean",
    int: "number",
    float: "number",
    str: "string",
    list: "list",
    dict: "object",
    type(None): "null",
}


@dataclass(slots=True)
class Lines:
    """What the sampled lines come to."""

    whole: bool  # the sample is the whole file
    rows: int = 0
    bad: int = 0  # lines that are not an object
    loose: int = 0  # rows that are not strict JSON, but what programs write
    cut: bool = False  # the file's last line is incomplete
    length: int = 0  # bytes of the rows, with their line ends
    types: dict[str, str] = field(default_factory=dict)  # by column, in order of appearance
    keys: Counter[frozenset[str]] = field(default_factory=Counter)
    sample: Sample = field(default_factory=Sample)

    @property
    def average(self) -> int:
        """Bytes a row, with its line end."""
        return self.length // self.rows if self.rows else 0

    @property
    def sound(self) -> bool:
        """Whether every line of the whole file is an object."""
        return self.whole and not self.bad and not self.loose and not self.cut

    def add(self, row: dict[str, Any], length: int) -> None:
        self.rows += 1
        self.length += length
        self.keys[frozenset(row)] += 1
        self.sample.add(row, length)
        for key, value in row.items():
            kind = _TYPES[type(value)]
            known = self.types.get(key)
            if known is None and len(self.types) >= COLUMNS:
                continue
            if known in (None, "null"):
                self.types[key] = kind
            elif kind not in (known, "null"):
                self.types[key] = "mixed"


def sample_lines(head: Callable[[int], tuple[bytes, bool]]) -> Lines | None:
    """The lines that a file starts with; None where they are no table of JSON objects.

    `head(length)` gives the first `length` bytes, or fewer where the file ends, and whether these
    are the whole file.
    """
    first, whole = head(FIRST)  # most compressed files end here, so it must be cheap
    start = first.lstrip(_LEADING)
    if (start or whole) and not start.startswith(b"{"):
        return None
    if _is_printed_pretty(head(_GLANCE)[0]):
        return None
    data = b""
    for length in (SAMPLE, LONG, LONGEST):
        known = len(data)
        data, whole = head(length)
        if whole or data.count(b"\n") >= 2 or len(data) == known:
            break
    found = _lines(data, whole)
    if not found or found.rows < 2 or found.bad > found.rows * _BAD:
        return None
    return found if alike(found) else None


def _is_printed_pretty(start: bytes) -> bool:
    """Whether the first lines are so many that are no objects, that all of them cannot be rows."""
    complete = start.removeprefix(b"\xef\xbb\xbf").split(b"\n")[:-1]
    texts = [text for line in complete if (text := line.strip(_BLANK))]
    return len(texts) > _DOUBT and not any(map(_is_braced, texts[: _DOUBT + 1]))


def _is_braced(text: bytes) -> bool:
    return text.startswith(b"{") and text.endswith(b"}")


def _lines(data: bytes, whole: bool) -> Lines | None:  # noqa: FBT001 - one private caller
    found = Lines(whole)
    end = b"\n" if b"\n" in data else b"\r"  # which ended the lines of old Macintosh systems
    *complete, last = data.removeprefix(b"\xef\xbb\xbf").split(end)
    for line in complete:
        text = line.strip(_BLANK)
        if found.rows >= ROWS:
            found.whole = False
            return found
        if text and not _add(found, text, len(line) + 1):
            found.bad += 1
        if found.bad > found.rows * _BAD + _DOUBT:
            return None
    tail = last.strip(_BLANK)
    if whole and tail:
        found.cut = not _add(found, tail, len(last))
    return found


def _add(found: Lines, text: bytes, length: int) -> bool:
    """Whether the line `text` is a row, which then counts in `found`."""
    if not _is_braced(text):
        return False
    if len(text) > _ITEMS and sum(map(text.count, (b"[", b"{", b","))) > _ITEMS:
        return False
    row = _parsed(text, lenient=False)
    if row is None:
        row = _parsed(text, lenient=True)
        found.loose += row is not None
    if row is None:
        return False
    found.add(row, length)
    return True


def _parsed(text: bytes, *, lenient: bool) -> dict[str, Any] | None:
    try:
        row = parse_object(text, lenient=lenient)
    except InputFault:
        return None
    return row if len(row) <= COLUMNS else None


def alike(found: Lines) -> bool:
    """Whether the rows have mostly the same keys, or at least a common core."""
    keys, count = found.keys.most_common(1)[0]
    if keys and count >= found.rows * _SAME:
        return True
    uses: Counter[str] = Counter()
    for some, rows in found.keys.items():
        for key in some:
            uses[key] += rows
    core = sum(1 for rows in uses.values() if rows >= found.rows * _CORE)
    return core > 0 and core * 2 * found.rows >= uses.total()


def line_facts(found: Lines, total: Total, shape: str = "") -> Facts:
    """The facts that all formats with lines of JSON tell.

    `total` is the size of all lines in the file, not compressed, where the sample is not all of it;
    0 where it is not known. `shape` is the nature, where the format knows it.
    """
    facts = Facts(
        columns=list(found.types),
        column_types=dict(list(found.types.items())[:LIST_LENGTH]),
        sampled_rows=found.rows,
    )
    if shape:
        facts["training_shape"] = shape
    if found.whole and not found.bad and not found.cut:
        facts["row_count"] = found.rows
    if found.whole:
        total = found.length
    elif total and (rows := found.sample.count.over(total)):
        say_sample_estimate(facts, rows, f"size of the first {found.rows} rows, {LIKE}")
    say_nature(facts, found.sample, columns=list(found.types), total=total)
    return facts


def line_faults(found: Lines) -> list[Fault]:
    """What is wrong with the sampled lines."""
    faults = []
    if found.bad:
        text = f"{found.bad} of {found.bad + found.rows} sampled lines are not JSON objects"
        faults.append(Fault(FaultKind.MALFORMED, text))
    if found.loose:
        text = (
            f"{found.loose} of {found.rows} sampled rows are not strict JSON: NaN, a key twice, "
            "a number too long, or not UTF-8"
        )
        faults.append(Fault(FaultKind.MALFORMED, text))
    if found.cut:
        faults.append(Fault(FaultKind.TRUNCATED, "the last line is cut off"))
    return faults
