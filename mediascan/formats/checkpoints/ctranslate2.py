"""CTranslate2: a model for fast inference. Version, name of its specification, variables, aliases.

u32 version, text (u16 length with its NUL, bytes), u32 revision, u32 count of variables; each is a
text, u8 dimensions, u32 each, u8 type, u32 bytes (below version 4: u8 width, u32 numbers) and the
data; then u32 count of pairs of texts: another name, and the variable's own.
"""

import re
from dataclasses import dataclass, field
from math import prod

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, Malformed, Truncated
from mediascan.model.facts import Facts, TensorSample
from mediascan.model.finding import Confidence, Finding, Kind, fault_of
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.architecture.fingerprint import Fingerprint
from mediascan.reading.window import Cursor, Window

_NEWEST = 6
_ALIASED = 3  # version from which on variables have other names
_TYPED = 4  # version from which on a variable tells its type
_SPECIFICATION = re.compile(rb"[A-Za-z0-9]{1,64}Spec\0", re.ASCII)
_TYPES = {0: ("float32", 4), 1: ("int8", 1), 2: ("int16", 2), 3: ("int32", 4), 4: ("float16", 2)}
_TYPES[5] = ("bfloat16", 2)
_LONGEST_NAME = 1024
_SHORTEST = 8  # bytes of a variable
_MOST_DIMENSIONS = 8


@dataclass(slots=True)
class _Variables:
    count: int = 0
    dtypes: dict[str, int] = field(default_factory=dict)
    sample: list[TensorSample] = field(default_factory=list)
    fingerprint: Fingerprint = field(default_factory=Fingerprint)
    data_bytes: int = 0


def examine(window: Window) -> Finding | None:
    cursor = window.cursor()
    if window.size < 32:
        return None
    version, length = cursor.number("I"), cursor.number("H")
    if not 2 <= version <= _NEWEST or not 6 <= length <= 70:
        return None
    specification = window.upto(6, length)
    if not _SPECIFICATION.fullmatch(specification):
        return None
    cursor.skip(length)
    revision, count = cursor.number("I"), cursor.number("I")
    if revision > 1 << 10 or not 0 < count <= (window.size // _SHORTEST):
        return None
    found = _Variables()
    faults = []
    start = cursor.at
    try:
        for _ in range(window.bounded(count)):
            _read(cursor, found, version)
        _skip_aliases(cursor, window, version)
    except InputFault as bad:
        faults.append(fault_of(bad))
    if not found.count:
        return None
    facts = _facts(found)
    facts["version"] = f"{version}, revision {revision}"
    facts["architecture"] = specification[:-1].decode()
    return Finding(
        "ctranslate2",
        Kind.CHECKPOINT,
        Confidence.PARSED if faults else Confidence.CONSISTENT,
        facts,
        (window.evidence(0, 64, "version and specification"), window.evidence(start, 64, "first")),
        tuple(faults),
    )


def _facts(found: _Variables) -> Facts:
    facts = found.fingerprint.facts()
    facts["tensor_count"] = found.count
    facts["parameter_count"] = sum(found.dtypes.values())
    facts["dtypes"] = found.dtypes
    facts["tensors"] = found.sample
    facts["declared_bytes"] = found.data_bytes
    packed = [one for one in ("int8", "int16") if found.dtypes.get(one, 0) > 1024]
    facts["quantization"] = packed[0] if packed else next(iter(found.dtypes), "")
    return facts


def _read(cursor: Cursor, found: _Variables, version: int) -> None:
    name = _text(cursor)
    dimensions = cursor.number("B")
    if dimensions > _MOST_DIMENSIONS:
        raise Malformed(f"variable {name!r:.80} has {dimensions} dimensions")
    shape = [cursor.number("I") for _ in range(dimensions)]
    kind, size = cursor.number("B"), cursor.number("I")
    if version < _TYPED:
        dtype, width = f"{8 * kind} bits", kind
        size *= kind
    else:
        dtype, width = _TYPES.get(kind, ("", 0))
    if not width or prod(shape) * width != size:
        raise Malformed(f"variable {name!r:.80}: {size} bytes of type {kind} are not its shape")
    if size > cursor.left:
        raise Truncated(f"{size - cursor.left} bytes of variable {name!r:.80} are missing")
    cursor.skip(size)
    found.count += 1
    found.dtypes[dtype] = found.dtypes.get(dtype, 0) + prod(shape)
    found.fingerprint.add(name, shape)
    found.data_bytes += size
    if len(found.sample) < LIST_LENGTH:
        found.sample.append(TensorSample(name=name, dtype=dtype, shape=shape))


def _skip_aliases(cursor: Cursor, window: Window, version: int) -> None:
    if cursor.left or version >= _ALIASED:
        for _ in range(2 * window.bounded(cursor.number("I"))):
            _text(cursor)
    if cursor.left:
        raise Malformed(f"{cursor.left} bytes behind the model")


def _text(cursor: Cursor) -> str:
    length = cursor.number("H")
    if not 1 < length <= _LONGEST_NAME:
        raise Malformed(f"a name of {length} bytes at {cursor.at}")
    text = cursor.text(length)
    if not text.endswith("\0"):
        raise Malformed(f"a name at {cursor.at - length} that does not end")
    return text[:-1]


FORMAT = Format(
    id="ctranslate2",
    title="CTranslate2 model",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/OpenNMT/CTranslate2/blob/master/python/ctranslate2/specs/model_spec.py",
    examine=examine,
    signatures=tuple(Signature(bytes((version, 0, 0, 0))) for version in range(2, _NEWEST + 1)),
    suffixes=(".bin",),
    words=(b"Spec\0",),
    weak=True,
    limits=Limits(total=128 * MIB, seconds=20.0),
)
