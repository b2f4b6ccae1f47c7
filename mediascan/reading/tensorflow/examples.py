"""`Features`: the columns of tf.train.Example and SequenceExample messages, by a sample of records.

Example: 1 features. SequenceExample: 1 context, 2 feature lists. Features: map of a name to a
Feature (1 bytes, 2 floats, 3 int64, each a list); feature lists: map of a name to many of them.

Source: https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/example/feature.proto
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from mediascan.model.errors import InputFault, Malformed
from mediascan.model.facts import Facts
from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.compression.inner_format import inner_format, is_text
from mediascan.reading.encodings.protobuf import (
    LEN,
    Field,
    fields,
    message,
    numbers,
    payload,
    signed,
)
from mediascan.reading.nature.ratio import Ratio
from mediascan.reading.nature.sample import Sample
from mediascan.reading.nature.say import LIKE, say_nature, say_token_estimate
from mediascan.reading.window import Window

_BYTES, _FLOATS, _INTEGERS = 1, 2, 3
_KINDS = {_BYTES: "bytes", _FLOATS: "float", _INTEGERS: "int64"}
_MOST = 4096  # features of one record
_NAME = 256  # bytes of a feature's name
_LOOKED_AT = 512  # bytes of a value: what a picture or a text starts with
_COUNTED = 1 << 16  # bytes of a list of integers that are counted, and of a text
_NUMBERS = 4096  # numbers of one list that are looked at
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
        self.sample = Sample()
        self._ids = Ratio()  # of columns of token ids

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
        for one in found:
            if one.name not in self.columns and len(self.columns) >= LIST_LENGTH:
                continue
            column = self.columns.setdefault(one.name, _Column(listed=one.listed))
            column.add(one.kind, one.values)
        self.sample.add({one.name: one.value for one in found if one.value is not None})
        ids = [one for one in found if one.name in _TOKENS and one.kind == "int64"]
        self._ids.add(sum(one.values for one in ids if not one.listed), 1)

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
            total = self._ids.over(max(samples, self.records))
            if total and samples <= self.records:
                facts["token_count"] = total.value
            elif total:
                say_token_estimate(facts, total, f"ids in {self.records} records, {LIKE}")
        columns = [*_plain_names(self.columns), *self.columns]
        say_nature(facts, self.sample, columns=columns, total=samples)


def _plain_names(names: dict[str, _Column]) -> Iterator[str]:
    """The names without the folders that TensorFlow Datasets puts around them."""
    for name in names:
        yield _ALIASES.get(name) or name.removeprefix("steps/").partition("/")[0]


class _Held(NamedTuple):
    """One feature of one record."""

    name: str
    kind: str
    values: int  # how many it has
    listed: bool  # one list a step
    value: str | bytes | list[int] | list[float] | None  # the start of its first values


def _record(window: Window) -> Iterator[_Held]:
    """Each feature."""
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


def _entry(window: Window, *, listed: bool) -> _Held:
    """One name and what it holds."""
    both = {one.number: one for one in _all(window, 2)}
    if not both or not both.keys() <= {1, 2}:
        raise Malformed("no feature")
    name = payload(window, both[1], _NAME).decode("utf-8", "replace") if 1 in both else ""
    if 2 not in both:
        return _Held(name, "", 0, listed, None)
    value = message(window, both[2])
    if not listed:
        kind, count, held = _feature(value)
        return _Held(name, kind, count, listed, held)
    steps = list(_all(value, _MOST))
    if any(one.number != 1 for one in steps):
        raise Malformed("no list of features")
    kind, count, held = _feature(message(value, steps[0])) if steps else ("", 0, None)
    return _Held(name, kind, count, listed, held)


def _feature(window: Window) -> tuple[str, int, str | bytes | list[int] | list[float] | None]:
    """The kind of the values, how many there are, and what the first ones are."""
    found = list(_all(window, 1))
    if not found:
        return "", 0, None
    kind = _KINDS.get(found[0].number)
    if kind is None:
        raise Malformed("values of another type")
    inside = message(window, found[0])
    rows = list(fields(inside, _MOST))
    if any(one.number != 1 for one in rows):
        raise Malformed("no list of values")
    if kind == "bytes":
        seen = inner_format(payload(inside, rows[0], _LOOKED_AT)) if rows else "empty"
        held = _text_or_bytes(payload(inside, rows[0], _COUNTED)) if rows else None
        shown = kind if seen in ("unknown", "empty", "zeros") else f"{kind} ({seen})"
        return shown, len(rows), held
    count = sum(_values(inside, one, kind) for one in rows)
    return kind, count, _first_numbers(inside, rows[0], kind) if rows else None


def _text_or_bytes(data: bytes) -> str | bytes:
    """UTF-8 as text, whose last character may be cut."""
    if not is_text(data[:_NUMBERS]):
        return data[:_LOOKED_AT]
    return data.decode("utf-8", "replace")


def _first_numbers(window: Window, row: Field, kind: str) -> list[int] | list[float]:
    if kind == "int64":
        return [signed(one) for one in numbers(window, row, _NUMBERS)]
    data = payload(window, row, 4 * _NUMBERS)
    return [one for (one,) in struct.iter_unpack("<f", data[: len(data) // 4 * 4])]


def _values(window: Window, row: Field, kind: str) -> int:
    if row.wire != LEN:
        return 1
    if kind == "float":
        return row.size // 4
    return sum(byte < 0x80 for byte in payload(window, row, _COUNTED))
