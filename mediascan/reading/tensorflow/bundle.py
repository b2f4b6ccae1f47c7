"""The index of a TensorFlow checkpoint: which tensors, where in which shard, and their checksums.

A sorted table: the empty key holds a BundleHeaderProto (1 number of shards, 2 byte order, 3
version), every other key a BundleEntryProto (1 type, 2 shape, 3 shard, 4 offset, 5 size, 6 masked
crc32c of the bytes, 7 slices of a partitioned variable). Keys that start with a zero byte are
those slices.

A checksum of four bytes can be turned back into them. So the step and the learning rate are read
from the index alone, where the shard with their bytes is not at hand.

Source: tensorflow/core/protobuf/tensor_bundle.proto, core/util/tensor_bundle/tensor_bundle.cc
"""

import re
import struct
from dataclasses import dataclass, field

from mediascan.model.errors import Malformed
from mediascan.model.facts import Facts
from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.encodings.crc32c import four_bytes_of
from mediascan.reading.encodings.protobuf import FIXED32, LEN, VARINT, fields, message, signed
from mediascan.reading.tensorflow.slots import plain_name
from mediascan.reading.tensorflow.tensors import Tensors
from mediascan.reading.tensorflow.types import element_count, read_shape, type_bits, type_name
from mediascan.reading.window import Window

OBJECT_GRAPH = "_CHECKPOINTABLE_OBJECT_GRAPH"
_SHARDS, _ORDER, _VERSION = 1, 2, 3
_TYPE, _SHAPE, _SHARD, _OFFSET, _SIZE, _CHECKSUM, _SLICES = range(1, 8)
_WIRES = {
    _TYPE: VARINT,
    _SHAPE: LEN,
    _SHARD: VARINT,
    _OFFSET: VARINT,
    _SIZE: VARINT,
    _CHECKSUM: FIXED32,
    _SLICES: LEN,
}
_MOST_SLICES = 1 << 16
MOST_SHARDS = 99_999  # the names of shards have five digits
_FLOAT, _INT32, _INT64 = 1, 3, 9
_STEP = re.compile(r"(?:^|/)(?:global_step|_?iterations?|iter|step|_global_step)$")
_RATE = re.compile(r"(?:^|/)_?(?:current_)?learning_rate$")
_COPY = re.compile(r"^_all_variables/\d+$", re.ASCII)
_ORIGINAL = re.compile(r"^variables/\d+$", re.ASCII)
_COMPLAINTS = 8


@dataclass(frozen=True, slots=True)
class Header:
    """What the empty key says."""

    shards: int
    big_endian: bool
    producer: int  # version of the format


@dataclass(slots=True)
class Entry:
    """One tensor as the index has it."""

    dtype: int = 0
    shape: list[int] | None = field(default_factory=list)
    shard: int = 0
    offset: int = 0
    size: int = 0
    checksum: int = 0
    slices: int = 0


def read_header(window: Window) -> Header:
    """The BundleHeaderProto that is all of `window`."""
    shards = order = producer = 0
    for one in fields(window, 8):
        if one.missing or one.wire != (LEN if one.number == _VERSION else VARINT):
            raise Malformed(f"field {one.number} in the header of a checkpoint")
        if one.number == _SHARDS:
            shards = one.value
        elif one.number == _ORDER:
            order = one.value
        elif one.number == _VERSION:
            producer = next((f.value for f in fields(message(window, one), 8) if f.number == 1), 0)
    if not 1 <= shards <= MOST_SHARDS or order > 1:
        raise Malformed(f"a checkpoint of {shards} shards in byte order {order}")
    return Header(shards, order == 1, producer)


def read_entry(window: Window) -> Entry:
    """The BundleEntryProto that is all of `window`."""
    entry = Entry()
    for one in fields(window, _MOST_SLICES):
        if _WIRES.get(one.number) != one.wire or one.missing:
            raise Malformed(f"field {one.number} in an entry of a checkpoint")
        if one.number == _SHAPE:
            entry.shape = read_shape(message(window, one))
        elif one.number == _SLICES:
            entry.slices += 1
        else:
            _take_number(entry, one.number, signed(one.value))
    return entry


def _take_number(entry: Entry, number: int, value: int) -> None:
    if value < 0:
        raise Malformed("a negative number in an entry of a checkpoint")
    if number == _TYPE:
        entry.dtype = value
    elif number == _SHARD:
        entry.shard = value
    elif number == _OFFSET:
        entry.offset = value
    elif number == _SIZE:
        entry.size = value
    else:
        entry.checksum = value


class Bundle:
    """What the entries of an index come to."""

    def __init__(self, header: Header) -> None:
        self.header = header
        self.tensors = Tensors()
        self.ends: dict[int, int] = {}  # shard -> bytes that it must have
        self.bytes = 0
        self.scalars: dict[str, str] = {}  # name -> value, of steps, rates and the like
        self.step = -1
        self.rate = ""
        self.objects = False
        self.partitioned = 0
        self.wrong: list[str] = []
        self._copies = Tensors()  # what Keras 3 exports a second time
        self._originals = False

    def add(self, key: bytes, entry: Entry) -> None:
        """Take one entry of the table."""
        name = key.decode("utf-8", "backslashreplace")
        dtype, count = type_name(entry.dtype), element_count(entry.shape)
        bits = type_bits(entry.dtype)
        if bits and not entry.slices and count * bits != entry.size * 8:
            self._complain(f"{name!r:.80}: {entry.size} bytes for {count} numbers of {dtype}")
        if entry.shard >= self.header.shards:
            self._complain(f"{name!r:.80} is in shard {entry.shard} of {self.header.shards}")
        elif not entry.slices:
            end = max(self.ends.get(entry.shard, 0), entry.offset + entry.size)
            self.ends[entry.shard] = end
            self.bytes += entry.size
        if name == OBJECT_GRAPH:
            self.objects = True
        elif not key.startswith(b"\0"):  # else a slice of a variable that has its own entry
            self.partitioned += bool(entry.slices)
            self._count(plain_name(name), entry)

    def _count(self, name: str, entry: Entry) -> None:
        if not entry.shape and not self.header.big_endian:
            self._note_scalar(name, entry)
        self._originals = self._originals or _ORIGINAL.match(name) is not None
        counted = self._copies if _COPY.match(name) else self.tensors
        counted.add(name, entry.dtype, entry.shape)

    def _note_scalar(self, name: str, entry: Entry) -> None:
        """The value of a single number, turned back from its checksum."""
        text = _value(entry)
        if not text or len(self.scalars) >= LIST_LENGTH:
            return
        self.scalars[name] = text
        if entry.dtype in (_INT32, _INT64) and _STEP.search(name):
            self.step = max(self.step, int(text))
        elif entry.dtype == _FLOAT and _RATE.search(name):
            self.rate = self.rate or text

    def _complain(self, text: str) -> None:
        if len(self.wrong) < _COMPLAINTS:
            self.wrong.append(text)

    def say(self, facts: Facts, *, whole: bool) -> None:
        """Tell in `facts` what was counted; sums only where the `whole` index was read."""
        only_copies = self._copies.count and not self._originals
        (self._copies if only_copies else self.tensors).say(facts, whole=whole)
        if whole:
            facts["tensor_count"] = self.tensors.count + self._copies.count
            facts["declared_bytes"] = self.bytes
        facts["shard_count"] = self.header.shards
        if self.step >= 0:
            facts["training_step"] = self.step
        if self.rate:
            facts["learning_rate"] = self.rate


def _value(entry: Entry) -> str:
    """The number whose checksum `entry` has; empty where four bytes cannot hold it.

    A larger one than 32 bits cannot be told from its checksum; no step is as large.
    """
    if (entry.dtype, entry.size) == (_INT64, 8):
        value = int.from_bytes(four_bytes_of(entry.checksum, 4), "little")
        return str(value) if value < 1 << 31 else ""
    if entry.size != 4 or entry.dtype not in (_FLOAT, _INT32):
        return ""
    data = four_bytes_of(entry.checksum, 0)
    if entry.dtype == _INT32:
        return str(int.from_bytes(data, "little", signed=True))
    return f"{struct.unpack('<f', data)[0]:.6g}"
