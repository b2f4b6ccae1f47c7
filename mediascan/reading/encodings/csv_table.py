"""Tables of values between commas or tabs, whose first line names columns that train something.

Any table has a first line; only columns that training programs read make one known here, and where
a name is an everyday word, the values must look the part: long texts, lists of messages.

Source of the syntax: RFC 4180; values between tabs are not quoted (IANA text/tab-separated-values).
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from mediascan.model.facts import Facts
from mediascan.model.finding import Fault, FaultKind
from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH
from mediascan.model.training_columns import training_shape
from mediascan.reading.nature.ratio import Interval, scaled
from mediascan.reading.nature.sample import Sample
from mediascan.reading.nature.say import LIKE, say_nature, say_sample_estimate

SAMPLE = 1 << 20  # bytes looked at
FIRST = 4096  # bytes in which the first line must end
_ROWS = 500_000  # more than SAMPLE can hold
_COLUMNS = 512
_EVEN = 0.9  # share of rows that have a value for each column
_NOT_HERE = frozenset(  # shapes whose columns are everyday words, and whose values are numbers
    ("token ids", "embeddings", "demonstrations", "reinforcement learning", "stepwise reward")
)
_LEAST = {  # characters a row of the column that is learned from, where its name is such a word
    "pretraining text": 100,
    "code": 100,
    "prompts": 16,
}
_TEXTS = ("text", "raw_content", "content", "code", "prompt")
_TALKS = ("messages", "conversations", "conversation")


@dataclass(slots=True)
class Csv:
    """What the sampled rows come to."""

    columns: list[str]
    delimiter: str
    shape: str
    rows: int = 0
    even: int = 0  # of them, those with a value for each column
    length: int = 0  # characters of the columns that are learned from
    talks: int = 0  # rows whose messages are a list
    damaged: bool = False
    whole: bool = False
    sample: Sample = field(default_factory=Sample)

    @property
    def likely(self) -> bool:
        """Whether the rows are what the first line promises."""
        if self.rows < 2 or self.even < self.rows * _EVEN:
            return False
        if self.shape == "chat" and self.talks < self.rows * _EVEN:
            return False
        return self.length >= _LEAST.get(self.shape, 0) * self.rows


def header_of(data: bytes) -> Csv | None:
    """The columns of the first line; None where they are not those of training data."""
    line, end, _ = data[:FIRST].removeprefix(b"\xef\xbb\xbf").partition(b"\n")
    if not end or len(line) < 4:
        return None
    try:
        text = line.decode("utf-8").strip("\r")
    except UnicodeDecodeError:
        return None
    delimiter = "\t" if "\t" in text else ","
    columns = next(_parsed(text, delimiter), [])
    names = [name.strip() for name in columns]
    if len(names) > _COLUMNS or len(set(names)) != len(names):
        return None
    shape = training_shape(names) or training_shape(name.lower() for name in names)
    if not shape or shape in _NOT_HERE:
        return None
    return Csv([name[:TEXT_LENGTH] for name in names], delimiter, shape)


def sample_rows(found: Csv, data: bytes, *, whole: bool) -> None:
    """Look at the rows in `data`, which begins with the first line; `whole`: it is the file."""
    text = data.decode("utf-8-sig", "replace")
    lowered = [name.lower() for name in found.columns]
    texts = [at for at, name in enumerate(lowered) if name in _TEXTS]
    talks = [at for at, name in enumerate(lowered) if name in _TALKS]
    rows = _parsed(text, found.delimiter)
    next(rows, None)
    last: list[str] = []  # which may be cut off, where the sample is not the whole file
    try:
        for row in rows:
            if found.rows >= _ROWS:
                return
            if last:
                _look(found, last, texts, talks)
            last = row
        if whole and last:
            _look(found, last, texts, talks)
    except csv.Error:
        found.damaged = True  # or a value of more than 131,072 characters
        return
    found.whole = whole


def _look(found: Csv, row: list[str], texts: list[int], talks: list[int]) -> None:
    found.rows += 1
    found.even += len(row) == len(found.columns)
    found.length += sum(len(row[at]) for at in texts if at < len(row))
    found.sample.add(dict(zip(found.columns, row, strict=False)), sum(map(len, row)) + len(row))
    found.talks += any(row[at].lstrip()[:1] in ("[", "{") for at in talks if at < len(row))


def _parsed(text: str, delimiter: str) -> Iterator[list[str]]:
    source = io.StringIO(text, newline="")
    if delimiter == "\t":
        return csv.reader(source, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    return csv.reader(source, delimiter=delimiter)


def csv_facts(found: Csv, size: int | Interval, looked_at: int) -> Facts:
    """The facts; `looked_at` of the file's `size` bytes, not compressed, were sampled."""
    facts = Facts(training_shape=found.shape, columns=found.columns[:LIST_LENGTH])
    facts["metadata"] = {"delimiter": "tab" if found.delimiter == "\t" else "comma"}
    facts["sampled_rows"] = found.rows
    seen = found.sample.count.sizes
    total = scaled(0 if found.damaged else size, seen / max(1, looked_at))
    if found.whole:
        facts["row_count"] = found.rows
        total = seen
    elif total and (rows := found.sample.count.over(total)):
        say_sample_estimate(facts, rows, f"size of the first {found.rows} rows, {LIKE}")
    say_nature(facts, found.sample, columns=found.columns, total=total)
    return facts


def csv_faults(found: Csv) -> list[Fault]:
    faults = []
    if found.damaged:
        text = f"damaged, or too long a value, behind row {found.rows}"
        faults.append(Fault(FaultKind.MALFORMED, text))
    if found.even < found.rows:
        uneven = found.rows - found.even
        text = f"{uneven} of {found.rows} rows do not have {len(found.columns)} values"
        faults.append(Fault(FaultKind.MALFORMED, text))
    return faults
