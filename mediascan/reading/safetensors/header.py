"""The header of a safetensors file: a JSON object of tensors, up to 100 MB of it.

The reference writer spells a tensor `"name":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}`.
That is taken slice by slice, so that a million tensors take some seconds and little memory. Any
other spelling goes through a JSON parser, which takes eight times the header and has its limit.
"""

import codecs
import json
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from operator import sub
from typing import Any, NamedTuple

from mediascan.model.errors import Malformed
from mediascan.model.facts import TensorSample
from mediascan.model.limits import LIST_LENGTH
from mediascan.model.optimizer_names import SAMPLE, is_optimizer_name, may_be_optimizer
from mediascan.reading.architecture.fingerprint import Fingerprint
from mediascan.reading.encodings.json import parse_object, unique
from mediascan.reading.safetensors.spans import Spans
from mediascan.reading.safetensors.tensors import BITS, elements
from mediascan.reading.window import Window

_SLICE = 1 << 18
FINGERPRINTED = 150_000  # tensors that a family is told from: more than any known model has
_SUFFIXES = 256  # last words of names told apart
_BATCH = 4096  # entries of a parsed header taken at once
_BLANK = " \t\r\n"
_B = r"[ \t\r\n]*+"
_N = r"(0|[1-9][0-9]{0,18})"
_ENTRY = re.compile(
    rf'([ \t\r\n]{{0,16}}+"([^"\\\x00-\x1f]*+)"{_B}:{_B}\{{{_B}"dtype"{_B}:{_B}'
    rf'"([A-Z0-9_]++)"{_B},{_B}"shape"{_B}:{_B}\[([0-9, \t\r\n]*+)\]{_B},{_B}'
    rf'"data_offsets"{_B}:{_B}\[{_B}{_N}{_B},{_B}{_N}\]{_B}\}}{_B}([,}}]))',
    re.ASCII,
)
_ABOUT = re.compile(rf'{_B}"__metadata__"{_B}:{_B}', re.ASCII)
_NEXT = re.compile(rf"{_B}([,}}])", re.ASCII)


class _OddError(Exception):
    """The header is spelled in another way."""


class Batch(NamedTuple):
    """Some tensors, a column each."""

    names: tuple[str, ...]
    dtypes: tuple[str, ...]
    shapes: tuple[str, ...]  # lengths with commas between
    starts: list[int]
    stops: list[int]


class Header:
    """What a header says. `read` fills it."""

    def __init__(self) -> None:
        self.tensor_count = 0
        self.spans = Spans()
        self.dtypes: dict[str, int] = {}  # dtype -> parameters
        self.suffixes: dict[tuple[str, str], int] = {}  # last word and dtype -> numbers
        self.sample: list[TensorSample] = []
        self.state = 0  # numbers of an optimizer
        self.state_names: list[str] = []
        self.metadata: dict[str, Any] = {}
        self.wrong: list[str] = []  # what the reference reader refuses
        self.fingerprint = Fingerprint()
        self._seen: set[int] = set()  # hashes of names, which nobody can foresee
        self._fingerprinted = 0

    def add(self, batch: Batch) -> None:
        """Count the tensors of `batch`."""
        before = len(self._seen)
        self._seen.update(map(hash, batch.names))
        if len(self._seen) - before < len(batch.names):
            self.wrong.append("not JSON: a key occurs twice")
        self.tensor_count += len(batch.names)
        self.spans.add(batch.starts, batch.stops)
        for name, dtype, shape, *_ in islice(
            zip(*batch, strict=True), LIST_LENGTH - len(self.sample)
        ):
            lengths = [int(one) for one in shape.split(",") if one.strip(_BLANK)]
            self.sample.append(TensorSample(name=name, dtype=dtype, shape=lengths))
        if may_be_optimizer("\n".join(batch.names)):
            state = [is_optimizer_name(name) for name in batch.names]
            self._count(_chosen(batch, state), state=True)
            batch = _chosen(batch, [not one for one in state])
        self._count(batch, state=False)

    def _count(self, batch: Batch, *, state: bool) -> None:
        """Count numbers by what they are for; alike tensors are counted together."""
        suffixes = [name.rpartition(".")[2] for name in batch.names]
        lengths = map(sub, batch.stops, batch.starts)
        keys = list(zip(suffixes, batch.dtypes, batch.shapes, lengths, strict=True))
        shapes: dict[str, tuple[int, ...]] = {}
        bad = set()
        for key, times in Counter(keys).items():
            suffix, dtype, shape, length = key
            shapes[shape] = lengths_of = _lengths(shape)
            count = elements(lengths_of)
            if min(length, count) < 0 or (dtype in BITS and count * BITS[dtype] != length * 8):
                bad.add(key)
                count = 0
            self._sum(suffix, dtype, count * times, state=state)
        if bad:
            self._complain(
                (name, "shape and data_offsets disagree")
                for name, key in zip(batch.names, keys, strict=True)
                if key in bad
            )
        if state:
            self.state_names += batch.names[: SAMPLE - len(self.state_names)]
        elif self._fingerprinted < FINGERPRINTED:
            self._fingerprinted += len(batch.names)
            for name, shape in zip(batch.names, batch.shapes, strict=True):
                self.fingerprint.add(name, shapes[shape])

    def _sum(self, suffix: str, dtype: str, count: int, *, state: bool) -> None:
        if state:
            self.state += count
            return
        self.dtypes[dtype] = self.dtypes.get(dtype, 0) + count
        key = suffix[:64], dtype
        if key in self.suffixes or len(self.suffixes) < _SUFFIXES:
            self.suffixes[key] = self.suffixes.get(key, 0) + count

    def _complain(self, about: Iterator[tuple[str, str]]) -> None:
        self.wrong += (f"tensor {name!r:.80}: {text}" for name, text in about)

    def add_parsed(self, entries: dict[str, Any]) -> None:
        """Count the tensors of a parsed header; what lacks what a tensor has is only told."""
        fine: list[tuple[str, str, str, int, int]] = []
        for name, entry in entries.items():
            match entry:
                case {
                    "dtype": str(dtype),
                    "shape": list(shape),
                    "data_offsets": [start, stop],
                } if all(map(_is_length, (*shape, start, stop))):
                    fine.append((name, dtype, ",".join(map(str, shape)), start, stop))
                case _:
                    text = f"tensor {name!r:.80} lacks dtype, shape or data_offsets"
                    self.wrong.append(text)
            if len(fine) == _BATCH:
                self.add(_batch(fine))
                fine = []
        if fine:
            self.add(_batch(fine))
        if entries and not self.tensor_count:
            raise Malformed(self.wrong[0])

    def note_metadata(self, metadata: object) -> None:
        """Keep the free texts of a header."""
        if isinstance(metadata, dict):
            self.metadata = metadata
        elif metadata is not None:
            self.wrong.append("__metadata__ is not an object")
        if not all(isinstance(value, str) for value in self.metadata.values()):
            self.wrong.append("__metadata__ holds more than text")


def read_header(window: Window, length: int) -> Header:
    """The header of `length` bytes that starts at 8 of `window`.

    Raises `Malformed` for what is no header, `LimitExceeded` for one that is too large to parse.
    """
    found = Header()
    try:
        _Slices(found).read(window, length)
    except _OddError:
        found = Header()
        _parse(window.read(8, length), found)
    return found


def _parse(data: bytes, found: Header) -> None:
    """Read a header in any spelling."""
    if not data.startswith(b"{"):
        found.wrong.append("blanks before the header")  # the reference reader takes them
    try:
        entries = parse_object(data)
    except Malformed as bad:
        entries = parse_object(data, lenient=True)
        found.wrong.append(str(bad))
    found.note_metadata(entries.pop("__metadata__", None))
    found.add_parsed(entries)


class _Slices:
    """Takes a header in the writer's spelling, piece by piece."""

    def __init__(self, found: Header) -> None:
        self._found = found
        self._closed = False
        self._try_at = 0  # characters from which on metadata is tried to be parsed again

    def read(self, window: Window, length: int) -> None:
        decoder = codecs.getincrementaldecoder("utf-8")()
        end = 8 + length
        text = ""
        for at in range(8, end, _SLICE):
            data = window.read(at, min(_SLICE, end - at))
            window.check_time()
            try:
                text += decoder.decode(data, final=at + _SLICE >= end)
            except UnicodeDecodeError as bad:
                raise _OddError from bad
            if at == 8:
                if not text.startswith("{"):
                    raise _OddError
                text = text[1:]
            text = self._take(text, last=at + _SLICE >= end)
            if len(text) > window.limits.read:
                raise _OddError
        if text or not self._closed:
            raise _OddError

    def _take(self, text: str, *, last: bool) -> str:
        """Take what is whole; returns the rest."""
        if self._closed:
            return text.strip(_BLANK)
        about = text.find('"__metadata__"')
        text = self._take_tensors(text, len(text) if about < 0 else about)
        if about >= 0 and not self._closed:
            text = self._take_about(text, last=last)
        elif not self._found.tensor_count and text[:1] == "}":  # nothing in it
            self._closed, text = True, text[1:]
        return text.strip(_BLANK) if self._closed else text

    def _take_tensors(self, text: str, end: int) -> str:
        found = _ENTRY.findall(text, 0, end)
        if not found:
            return text
        whole, names, dtypes, shapes, starts, stops, ends = zip(*found, strict=True)
        taken = "".join(whole)
        if not text.startswith(taken) or "}" in ends[:-1]:
            raise _OddError
        columns = list(map(int, starts)), list(map(int, stops))
        self._found.add(Batch(names, dtypes, shapes, *columns))
        self._closed = ends[-1] == "}"
        return text[len(taken) :]

    def _take_about(self, text: str, *, last: bool) -> str:
        """Take the metadata that stands at the start of `text`, and what follows it."""
        start = _ABOUT.match(text)
        if start is None:
            raise _OddError
        if len(text) < self._try_at and not last:
            return text
        try:
            value, stop = _DECODER.raw_decode(text, start.end())
        except (ValueError, RecursionError) as bad:
            if last:
                raise _OddError from bad
            self._try_at = 2 * len(text)
            return text
        after = _NEXT.match(text, stop)
        if after is None or self._found.metadata:
            raise _OddError
        self._found.note_metadata(value)
        self._closed = after[1] == "}"
        return self._take(text[after.end() :], last=last)


def _chosen(batch: Batch, which: list[bool]) -> Batch:
    rows = [row for row, wanted in zip(zip(*batch, strict=True), which, strict=True) if wanted]
    return _batch(rows)


def _batch(rows: list[tuple[str, str, str, int, int]]) -> Batch:
    if not rows:
        return Batch((), (), (), [], [])
    names, dtypes, shapes, starts, stops = zip(*rows, strict=True)
    return Batch(names, dtypes, shapes, list(starts), list(stops))


def _lengths(shape: str) -> tuple[int, ...]:
    """The lengths of a shape. Raises `_OddError` where it is not spelled as JSON has it."""
    pieces = [one.strip(_BLANK) for one in shape.split(",")]
    if pieces == [""]:
        return ()
    if not all(one.isdigit() and len(one) < 20 and (one[0] != "0" or one == "0") for one in pieces):
        raise _OddError
    return tuple(map(int, pieces))


def _is_length(value: object) -> bool:
    return type(value) is int and 0 <= value < 1 << 63


_DECODER = json.JSONDecoder(object_pairs_hook=unique)
