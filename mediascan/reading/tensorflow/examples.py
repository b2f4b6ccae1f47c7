"""`Features`: the columns of tf.train.Example and SequenceExample messages, by a sample of records.

Example: 1 features. SequenceExample: 1 context, 2 feature lists. Features: map of a name to a
Feature (1 bytes, 2 floats, 3 int64, each a list); feature lists: map of a name to many of them.

Source: https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/example/feature.proto
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from mediascan.model.errors import InputFault, Malformed
from mediascan.model.facts import Facts
from mediascan.model.limits import LIST_LENGTH
from mediascan.model.training_columns import training_shape
from mediascan.reading.compression.inner_format import inner_format
from mediascan.reading.encodings.protobuf import LEN, Field, fields, message, payload
from mediascan.reading.window import Window

_BYTES, _FLOATS, _INTEGERS = 1, 2, 3
_KINDS = {_BYTES: "bytes", _FLOATS: "float", _INTEGERS: "int64"}
_MOST = 4096  # features of one record
_NAME = 256  # bytes of a feature's name
_LOOKED_AT = 512  # bytes of a value: what a picture or a text starts with
_COUNTED = 1 << 16  # bytes of a list of integers that are counted
_TOKENS = ("input_ids", "tokens", "token_ids", "inputs", "targets")
_ALIASES = {
    "image/encoded": "image",
    "image/class/label": "label",
    "image/caption": "caption",
    "audio/encoded": "audio",
    "inputs_pretokenized": "prompt",
    "targets_pretokenized": "completion",
}


@dataclass(slots=True)
class _Column:
    """One feature: its kinds of values, and how many values a record has."""

    kinds: set[str] = field(default_factory=set)
    least: int = 0
    most: int = 0
    total: int = 0
    records: int = 0
    listed: bool = False  # one list a step

    def add(self, kind: str, count: int) -> None:
        if kind:
            self.kinds.add(kind)
        self.least = min(self.least, count) if self.records else count
        self.most = max(self.most, count)
        self.total += count
        self.records += 1

    @property
    def shown(self) -> str:
        kind = " or ".join(sorted(self.kinds)) or "empty"
        several = f"{self.least} to {self.most}" if self.least < self.most else f"{self.most}"
        row = f"{kind}[{several}]" if self.most != 1 or self.least != 1 else kind
        return f"steps of {row}" if self.listed else row


class Features:
    """The columns of the records that were given to it."""

    def __init__(self) -> None:
        self.columns: dict[str, _Column] = {}
        self.records = 0
        self.other = 0  # records that are no Example

    def add(self, window: Window) -> None:
        """Look at one record, all of `window`."""
        try:
            found = list(_record(window))
        except InputFault:
            found = []
        if not found:
            self.other += 1
            return
        self.records += 1
        for name, kind, count, listed in found:
            if name not in self.columns and len(self.columns) >= LIST_LENGTH:
                continue
            column = self.columns.setdefault(name, _Column(listed=listed))
            column.add(kind, count)

    def say(self, facts: Facts, samples: int) -> None:
        """Add the columns, what they train and how many tokens `samples` records hold."""
        if not self.records:
            return
        facts["columns"] = sorted(self.columns)
        facts["column_types"] = {name: self.columns[name].shown for name in sorted(self.columns)}
        tokens = [
            one for name in _TOKENS if (one := self.columns.get(name)) and "int64" in one.kinds
        ]
        if tokens and not any(one.listed for one in tokens):
            facts["training_shape"] = "token ids"
            facts["sequence_length"] = max(one.most for one in tokens)
            total = sum(one.total for one in tokens)
            facts["estimated_token_count"] = total * samples // self.records
        elif shape := training_shape(_plain_names(self.columns)):
            facts["training_shape"] = shape


def _plain_names(names: dict[str, _Column]) -> Iterator[str]:
    """The names without the folders that TensorFlow Datasets puts around them."""
    for name in names:
        yield _ALIASES.get(name) or name.removeprefix("steps/").partition("/")[0]


def _record(window: Window) -> Iterator[tuple[str, str, int, bool]]:
    """Name, kind of value, number of values and whether they are steps, of each feature."""
    parts = list(fields(window, 2))
    if not parts or [one.number for one in parts] not in ([1], [2], [1, 2]):
        raise Malformed("no Example")
    for part in parts:
        for entry in _all(message(window, part), _MOST):
            if entry.number != 1:
                raise Malformed("no map of features")
            yield _entry(message(message(window, part), entry), listed=part.number == 2)


def _all(window: Window, most: int) -> Iterator[Field]:
    for one in fields(window, most):
        if one.wire != LEN or one.missing:
            raise Malformed("a field of another kind")
        yield one


def _entry(window: Window, *, listed: bool) -> tuple[str, str, int, bool]:
    """One name and what it holds."""
    both = {one.number: one for one in _all(window, 2)}
    if not both or not both.keys() <= {1, 2}:
        raise Malformed("no feature")
    name = payload(window, both[1], _NAME).decode("utf-8", "replace") if 1 in both else ""
    if 2 not in both:
        return name, "", 0, listed
    value = message(window, both[2])
    if not listed:
        kind, count = _feature(value)
        return name, kind, count, listed
    steps = list(_all(value, _MOST))
    if any(one.number != 1 for one in steps):
        raise Malformed("no list of features")
    kind, count = _feature(message(value, steps[0])) if steps else ("", 0)
    return name, kind, count, listed


def _feature(window: Window) -> tuple[str, int]:
    """The kind of the values, and how many there are."""
    found = list(_all(window, 1))
    if not found:
        return "", 0
    kind = _KINDS.get(found[0].number)
    if kind is None:
        raise Malformed("values of another type")
    inside = message(window, found[0])
    rows = list(fields(inside, _MOST))
    if any(one.number != 1 for one in rows):
        raise Malformed("no list of values")
    if kind == "bytes":
        seen = inner_format(payload(inside, rows[0], _LOOKED_AT)) if rows else "empty"
        return (kind if seen in ("unknown", "empty", "zeros") else f"{kind} ({seen})"), len(rows)
    return kind, sum(_values(inside, one, kind) for one in rows)


def _values(window: Window, row: Field, kind: str) -> int:
    if row.wire != LEN:
        return 1
    if kind == "float":
        return row.size // 4
    return sum(byte < 0x80 for byte in payload(window, row, _COUNTED))
