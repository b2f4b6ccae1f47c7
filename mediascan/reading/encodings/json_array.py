"""A JSON array of objects: a sample of its first ones, which are rows as in JSON Lines."""

from dataclasses import dataclass, field

from mediascan.model.facts import Facts
from mediascan.model.finding import Fault, FaultKind
from mediascan.model.training_columns import training_shape
from mediascan.reading.encodings.json import ITEMS, items_of
from mediascan.reading.encodings.json_lines import COLUMNS, ROWS, Lines, alike, line_facts
from mediascan.reading.nature.ratio import Interval, scaled

SAMPLE = 1 << 20  # bytes looked at
LONG = 1 << 24  # bytes looked at where two rows do not fit into SAMPLE
BULK = 1 << 20  # bytes from which on an array is told whatever its keys are called: tables of
#                programs are smaller
_TEXT_COLUMNS = ("text", "content", "raw_content")
_LEAST_TEXT = 100  # characters a row, by which text to learn from differs from a short message
_TABLE = 32  # rows of a table that does not say what it is for


@dataclass(slots=True)
class Array:
    """What the sampled objects come to."""

    lines: Lines
    start: int = 0  # characters before the first row
    end: int = 0  # characters before the end of the last row looked at
    length: int = 0  # characters looked at
    size: int = 0  # bytes that these are
    closed: bool = False  # the array's end was seen
    behind: int = 0  # characters behind it
    others: int = 0  # values that are no objects
    texts: list[int] = field(default_factory=list)  # characters of the rows' texts

    @property
    def likely(self) -> bool:
        """Whether the objects are the rows of a table, and enough of one to be told."""
        rows = self.lines.rows
        if rows < 2 or self.others > rows // 10 or not alike(self.lines):
            return False
        return bool(self.shape) or rows >= _TABLE

    @property
    def shape(self) -> str:
        """What the rows are for; a column called "text" alone does not tell."""
        found = training_shape(self.lines.types)
        if found == "pretraining text" and sum(self.texts) < _LEAST_TEXT * len(self.texts):
            return ""
        return found


def sample_array(data: bytes, *, whole: bool) -> Array | None:
    """The objects that `data` starts with; None where there are too many items to look at.

    `whole` tells whether `data` is the whole file.
    """
    if sum(map(data.count, (b"[", b"{", b","))) > ITEMS:
        return None
    text = data.decode("utf-8-sig", "replace")
    opened = text.find("[") + 1
    found = Array(Lines(whole), opened, opened, len(text), len(data))
    for value, end in items_of(text, opened):
        if isinstance(value, dict) and len(value) <= COLUMNS:
            found.lines.add(value, end - found.end)
            longest = [value[key] for key in _TEXT_COLUMNS if isinstance(value.get(key), str)]
            found.texts += map(len, longest[:1])
        else:
            found.others += 1
        found.end = end
        if found.lines.rows >= ROWS or found.others > 4 + found.lines.rows // 10:
            break
    rest = text[found.end :].lstrip(" \t\r\n")
    found.closed = rest.startswith("]")
    found.behind = len(rest[1:].strip(" \t\r\n")) if found.closed else 0
    return found


def array_facts(found: Array, size: int | Interval) -> Facts:
    """The facts; `size` is that of the whole file."""
    rows = found.lines
    rows.whole = rows.whole and found.closed and not found.others
    whole = size if isinstance(size, int) else size.value
    more = not found.closed and whole > found.size
    narrow = found.length / max(1, found.size)  # characters a byte
    total = scaled(size, narrow) if more else scaled(rows.length, 1)
    facts = line_facts(rows, total, found.shape)
    if not found.shape:
        facts.pop("training_shape", None)
    return facts


def array_faults(found: Array) -> list[Fault]:
    """What is wrong with the array, as far as it was looked at."""
    faults = []
    if found.others:
        text = f"{found.others} of {found.others + found.lines.rows} values are no objects"
        faults.append(Fault(FaultKind.MALFORMED, text))
    if found.lines.whole and not found.closed and found.lines.rows < ROWS:
        text = f"cut off or damaged behind row {found.lines.rows}"
        faults.append(Fault(FaultKind.TRUNCATED, text))
    if found.behind:
        text = f"{found.behind} characters behind the end of the array"
        faults.append(Fault(FaultKind.MALFORMED, text))
    return faults
