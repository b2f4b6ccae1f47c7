"""What the JSON of Zarr says of its arrays, in both versions of the format."""

import re
from dataclasses import dataclass, field
from math import prod
from typing import Any

from mediascan.model.errors import Malformed
from mediascan.model.facts import Facts, TensorSample
from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH
from mediascan.model.optimizer_names import is_optimizer_name, optimizer_evidence
from mediascan.reading.architecture.fingerprint import Fingerprint
from mediascan.reading.nature.say import say_nature
from mediascan.reading.traces import Traces

_DIMENSIONS = 64
_BITS = re.compile(r"[|<>=]?[a-zA-Z]+([0-9]{0,4})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Array:
    """One array; `chunk` is the shape of one of its files."""

    dtype: str
    shape: tuple[int, ...]
    chunk: tuple[int, ...]
    codecs: tuple[str, ...]


def lengths(value: object) -> tuple[int, ...]:
    """A shape. Raises `Malformed` where it is none."""
    if not isinstance(value, list) or len(value) > _DIMENSIONS:
        raise Malformed("the shape of an array is no list")
    if not all(type(one) is int and 0 <= one < 1 << 63 for one in value):
        raise Malformed("the shape of an array holds no lengths")
    return tuple(value)


def old_array(data: dict[str, Any]) -> Array:
    """The array of a `.zarray` (version 2). Raises `Malformed` where a key is missing or wrong."""
    dtype = data.get("dtype")
    filters = data.get("filters")
    codecs = [data.get("compressor"), *(filters if isinstance(filters, list) else ())]
    names = [str(one.get("cname") or one.get("id")) for one in codecs if isinstance(one, dict)]
    if not isinstance(dtype, str | list):
        raise Malformed("an array without a dtype")
    shown = dtype if isinstance(dtype, str) else f"structured{len(dtype)}"
    return Array(shown, lengths(data.get("shape")), lengths(data.get("chunks")), tuple(names))


def new_array(data: dict[str, Any]) -> Array:
    """The array of a `zarr.json` (version 3). Raises `Malformed` as `old_array` does."""
    dtype = data.get("data_type")
    dtype = dtype.get("name") if isinstance(dtype, dict) else dtype
    match data.get("chunk_grid"):
        case {"configuration": {"chunk_shape": list(chunk)}}:
            pass
        case _:
            chunk = []
    if not isinstance(dtype, str):
        raise Malformed("an array without a data_type")
    codecs = data.get("codecs")
    every = codecs if isinstance(codecs, list) else []
    names = tuple(str(one.get("name")) for one in every if isinstance(one, dict))
    return Array(dtype, lengths(data.get("shape")), lengths(chunk), names)


@dataclass(slots=True)
class Arrays:
    """What the arrays of a store come to, where one file tells of all."""

    count: int = 0
    elements: int = 0
    state: int = 0  # elements of an optimizer
    dtypes: dict[str, int] = field(default_factory=dict)
    sample: list[TensorSample] = field(default_factory=list)
    codecs: dict[str, int] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)  # arrays at the root
    evidence: list[str] = field(default_factory=list)
    prints: Fingerprint = field(default_factory=Fingerprint)
    traces: Traces = field(default_factory=Traces)

    def add(self, name: str, one: Array) -> None:
        elements = prod(one.shape)
        self.count += 1
        self.elements += elements
        self.dtypes[one.dtype] = self.dtypes.get(one.dtype, 0) + elements
        self.prints.add(name.replace("/", "."), one.shape)
        if is_optimizer_name(name):
            self.state += elements
            self.evidence += optimizer_evidence([name]) if len(self.evidence) < 8 else []
        for codec in one.codecs:
            self.codecs[codec] = self.codecs.get(codec, 0) + 1
        if len(self.sample) < LIST_LENGTH:
            shape = list(one.shape)
            self.sample.append(TensorSample(name=name, dtype=one.dtype, shape=shape))
        if name and "/" not in name and len(self.columns) < LIST_LENGTH:
            self.columns[name] = one.dtype

    def attributes(self, data: object, facts: Facts) -> None:
        """Take the attributes of an array or a group: what its writer said of it."""
        if not isinstance(data, dict):
            return
        kept = facts.setdefault("metadata", {})
        for key, value in list(data.items())[:LIST_LENGTH]:
            if len(kept) < LIST_LENGTH:
                kept.setdefault(str(key), str(value)[:TEXT_LENGTH])
            if isinstance(value, str):
                self.traces.add(value, str(key))

    def say(self, facts: Facts) -> None:
        """Tell what was counted."""
        facts["tensor_count"] = self.count
        facts["tensors"] = self.sample
        facts["element_count"] = self.elements
        facts["dtypes"] = self.dtypes
        if self.codecs:
            facts["compression"] = ", ".join(sorted(self.codecs))
        if self.columns:
            facts["columns"] = list(self.columns)
            facts["column_types"] = self.columns
            say_nature(facts, columns=self.columns)
        if self.evidence:
            facts["optimizer_state"] = True
            facts["optimizer_evidence"] = self.evidence
            facts["optimizer_value_count"] = self.state
        facts.update(self.prints.facts())
        if self.is_model:
            facts["parameter_count"] = self.elements - self.state
        self.traces.say(facts)

    @property
    def is_model(self) -> bool:
        """Whether names tell that these are weights or the state of an optimizer."""
        return bool(self.evidence) or "family" in self.prints.facts()


def say_one(facts: Facts, one: Array) -> None:
    """Tell what a single array is: its name is that of its folder, which no byte of it tells."""
    facts["dtype"] = one.dtype
    facts["shape"] = list(one.shape)
    facts["element_count"] = prod(one.shape)
    width = _BITS.fullmatch(one.dtype)
    if width and width[1]:
        bits = int(width[1]) if one.dtype[:1].islower() else int(width[1]) * 8
        facts["declared_bytes"] = prod(one.shape) * bits // 8
    if one.codecs:
        facts["compression"] = ", ".join(one.codecs)
    facts["metadata"] = {"chunks": ", ".join(map(str, one.chunk))}
