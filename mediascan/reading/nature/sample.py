"""`Sample`: what a bounded number of a dataset's records hold, whatever format they came from.

A record is a mapping of columns to values: texts, bytes, numbers, lists, mappings, None. Nothing of
a record is kept but counts, a few short values, and the starts of some texts for the detectors.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mediascan.model.limits import LIST_LENGTH
from mediascan.model.training_columns import TEXT_COLUMNS
from mediascan.reading.nature.media import media_kind
from mediascan.reading.nature.ratio import Ratio
from mediascan.reading.nature.token_ids import TokenIds

RECORDS = 256  # looked into; of those behind them only the lengths of their texts are counted
TEXTS = 64  # texts whose starts are kept for the detectors
TEXT = 1024  # characters kept of each: both detectors are sure with fewer
_COLUMNS = 512  # columns of the record's top level
_DEEP = 4  # levels of lists and mappings that are gone into
_ITEMS = 64  # items of one list that are looked at
_VALUES = 16  # different short values kept of one column
_SHORT = 128  # characters of a value that may be a mark
_VECTOR = 64  # numbers of a list from which on it may be an embedding or a row of token ids
_MARKS = {  # what stands in texts of certain natures, and the mark that it leaves
    "<think>": "thinking",
    "<|begin_of_thought|>": "thinking",
    "<|im_start|>": "turns",
    "<|start_header_id|>": "turns",
    "\n\nHuman:": "turns",
    "### Instruction:": "instruction template",
}
_MARKED = 4096  # characters of a text in which a mark is looked for


@dataclass(slots=True)
class Column:
    """What the values of one column are."""

    kinds: Counter[str] = field(default_factory=Counter)  # "text", "number", "jpeg", ...
    values: dict[str, None] = field(default_factory=dict)  # the first short texts
    length: int = 0  # characters of all its texts

    @property
    def count(self) -> int:
        return self.kinds.total()

    def add(self, kind: str, value: Any) -> None:
        self.kinds[kind] += 1
        if isinstance(value, str):
            self.length += len(value)
            if len(value) <= _SHORT and len(self.values) < _VALUES:
                self.values.setdefault(value)


@dataclass(slots=True)
class Sample:
    """Records looked at; `add` is the only way in."""

    records: int = 0
    columns: dict[str, Column] = field(default_factory=dict)  # by path: "text", "meta.source"
    texts: list[str] = field(default_factory=list)
    marks: Counter[str] = field(default_factory=Counter)  # mark -> records that have it
    tokens: TokenIds = field(default_factory=TokenIds)
    characters: Ratio = field(default_factory=Ratio)  # of texts that are learned from
    ids: Ratio = field(default_factory=Ratio)  # token ids that stand in the records
    count: Ratio = field(default_factory=Ratio)  # the records themselves
    _longest: str = ""  # the column of the longest texts, where none is known by its name

    def add(self, record: Mapping[str, Any], size: float = 1) -> None:
        """Look at one record, which takes `size` bytes (1 where rows are counted) of the file."""
        self.records += 1
        looked_into = self.records <= RECORDS
        if looked_into:
            for name, value in list(record.items())[:_COLUMNS]:
                self._note(str(name), value, _DEEP)
        texts = list(self._learned(record))
        self.count.add(1, size)
        self.characters.add(sum(map(len, texts)), size)
        self.ids.add(self._ids(record), size)
        if looked_into:
            for text in texts:
                if len(self.texts) < TEXTS and text.strip():
                    self.texts.append(text[:TEXT])
            starts = [text[:_MARKED] for text in texts]
            marks = {mark for word, mark in _MARKS.items() if any(word in one for one in starts)}
            self.marks.update(marks)

    def _note(self, path: str, value: Any, depth: int) -> None:
        if path not in self.columns and len(self.columns) >= _COLUMNS:
            return
        kind = _kind(value)
        self.columns.setdefault(path, Column()).add(kind, value)
        if depth and isinstance(value, Mapping):
            for name, inner in list(value.items())[:LIST_LENGTH]:
                self._note(f"{path}.{name}"[:_SHORT], inner, depth - 1)
        elif depth and kind == "list":
            for inner in value[:2]:
                if isinstance(inner, Mapping):
                    self._note(path, inner, depth - 1)
        elif kind == "integers":
            self.tokens.add_list(path.rpartition(".")[2], value)

    def _learned(self, record: Mapping[str, Any]) -> Iterator[str]:
        """The texts of a record that a model would learn from."""
        found = False
        for name, value in record.items():
            if _plain(str(name)) in TEXT_COLUMNS:
                for text in _texts(value, _DEEP):
                    found = True
                    yield text
        if found:
            return
        if self.records <= RECORDS:
            texts = {name: value for name, value in record.items() if isinstance(value, str)}
            self._longest = max(texts, key=lambda name: len(texts[name]), default=self._longest)
        if isinstance(value := record.get(self._longest), str):
            yield value

    def _ids(self, record: Mapping[str, Any]) -> int:
        return sum(
            len(value)
            for name, value in record.items()
            if name in self.tokens.columns and isinstance(value, (list, tuple))
        )


def _plain(name: str) -> str:
    """A column's own name, without the folders and the ending that TensorFlow Datasets adds."""
    return name.rpartition("/")[2].lower().removesuffix("_pretokenized")


def is_learned(path: str) -> bool:
    """Whether the column at `path` has texts that are learned from, by its name."""
    first, _, rest = path.partition(".")
    return _plain(first) in TEXT_COLUMNS and (not rest or rest in _INNER)


_INNER = ("content", "value", "text", "body")


def _texts(value: Any, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif depth and isinstance(value, Mapping):
        for name in _INNER:
            yield from _texts(value.get(name), depth - 1)
    elif depth and isinstance(value, (list, tuple)):
        for one in value[:_ITEMS]:
            yield from _texts(one, depth - 1)


def _kind(value: Any) -> str:
    """One word for a value."""
    if isinstance(value, str):
        return "text"
    if isinstance(value, bytes):
        return media_kind(value) or "bytes"
    if isinstance(value, bool) or value is None:
        return "null" if value is None else "boolean"
    if isinstance(value, (int, float)):
        return "number"
    if isinstance(value, Mapping):
        return "object"
    return _list_kind(value) if isinstance(value, Sequence) else "other"


def _list_kind(value: Sequence[Any]) -> str:
    first = value[:_ITEMS]
    if len(value) >= _VECTOR:
        if all(type(one) is int for one in first):
            return "integers"
        if all(type(one) in (int, float) for one in first):
            return "vector"
    return "list"
