"""NumPy archive: a ZIP in which every member is one array file (`numpy.savez`)."""

from dataclasses import dataclass, field, replace
from itertools import islice

from mediascan.formats.base import Format
from mediascan.model.errors import Encrypted, InputFault, LimitExceeded, Malformed
from mediascan.model.facts import Facts, TensorSample
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.nature.say import say_nature
from mediascan.reading.numpy.npy_header import LONGEST, Array, header_size, parse_header
from mediascan.reading.pickles.opcodes import walk
from mediascan.reading.pickles.report import add_imports
from mediascan.reading.pickles.values import Walk
from mediascan.reading.window import Window
from mediascan.reading.zips.directory import (
    Member,
    head,
    members,
    read_directory,
    unpacked_data,
)
from mediascan.reading.zips.layout import Layout, fills, placing_faults
from mediascan.reading.zips.locals import walk_locals

_MOST = 1024  # arrays opened: each may cost a read of 64 KiB
_HEAD = 1024  # bytes of a member looked at; a plain array's header has 64 or 128
_PICKLES = 64  # arrays of objects whose pickle is walked
_SPELLED = 4  # faults that are told one by one
_KINDS = ((Encrypted, FaultKind.ENCRYPTED), (LimitExceeded, FaultKind.LIMIT))


@dataclass(slots=True)
class _Arrays:
    """What the members hold together."""

    read: int = 0
    sample: list[TensorSample] = field(default_factory=list)
    dtypes: dict[str, int] = field(default_factory=dict)
    walks: list[Walk] = field(default_factory=list)  # pickles inside arrays of objects
    size: int = 0
    faults: list[Fault] = field(default_factory=list)

    def add(self, member: Member, array: Array) -> None:
        self.read += 1
        name = member.name.removesuffix(".npy")
        if len(self.sample) < LIST_LENGTH:
            self.sample.append(TensorSample(name=name, dtype=array.dtype, shape=list(array.shape)))
        self.dtypes[array.dtype] = self.dtypes.get(array.dtype, 0) + array.elements
        if array.holds_objects:
            return
        self.size += array.size
        if array.start + array.size != member.size:
            text = f"{name:.80}: {array.size} bytes of numbers in a member of {member.size}"
            self.faults.append(Fault(FaultKind.MALFORMED, text))

    def fail(self, bad: InputFault) -> None:
        kind = next((kind for one, kind in _KINDS if isinstance(bad, one)), FaultKind.MALFORMED)
        self.faults.append(Fault(kind, str(bad)))


def examine(window: Window) -> Finding | None:
    try:
        directory = read_directory(window)
    except Malformed:
        directory = None
    if directory is None:
        return _cut(window)
    layout = Layout()
    if not directory.count or not all(_placed(one, layout) for one in members(window, directory)):
        return None
    found = _Arrays(faults=placing_faults(window, directory, layout))
    for member in islice(members(window, directory), _MOST):
        _open(window, member, found)
    if not found.read and not any(one.kind is FaultKind.ENCRYPTED for one in found.faults):
        return None
    if directory.count > _MOST:
        text = f"only {_MOST} of {directory.count} arrays were opened"
        found.faults.append(Fault(FaultKind.LIMIT, text))
    whole = fills(window, directory, layout)
    facts = _facts(found)
    facts["member_count"] = directory.count
    return Finding(
        "npz",
        Kind.DATASET,
        Confidence.CONSISTENT if whole and not found.faults else Confidence.PARSED,
        facts,
        (window.evidence(directory.offset, 64, "first directory entry"),),
        _few(found.faults),
    )


def _placed(member: Member, layout: Layout) -> bool:
    layout.add(member)
    return member.name.endswith(".npy")


def _open(window: Window, member: Member, found: _Arrays) -> None:
    try:
        data = head(window, member, _HEAD)
        size = header_size(data)
        if len(data) < size <= LONGEST:
            data = head(window, member, size)
        array = parse_header(data)
        found.add(member, array)
        if array.holds_objects and len(found.walks) < _PICKLES:
            found.walks.append(walk(unpacked_data(window, member), array.start))
    except InputFault as bad:
        found.fail(bad)


def _facts(found: _Arrays) -> Facts:
    facts = Facts(
        tensor_count=found.read,
        tensors=found.sample,
        element_count=sum(found.dtypes.values()),
        dtypes=found.dtypes,
        declared_bytes=found.size,
    )
    if found.walks:
        add_imports(facts, found.walks)
    say_nature(facts, columns=[one["name"] for one in found.sample])
    return facts


def _few(faults: list[Fault]) -> tuple[Fault, ...]:
    rest = len(faults) - _SPELLED
    more = (Fault(FaultKind.MALFORMED, f"{rest} more arrays with a fault"),) if rest > 0 else ()
    return (*faults[:_SPELLED], *more)


def _cut(window: Window) -> Finding | None:
    """The archive whose directory is missing: what its local headers still say."""
    found, last = _Arrays(), 0
    for member, start in walk_locals(window):
        if not member.name.endswith(".npy"):
            return None
        last = start + member.packed
        here = min(member.packed, max(0, window.size - start))
        _open(window, replace(member, packed=here), found)
    if not found.read:
        return None
    text = "the directory of the archive is missing"
    facts = _facts(found)
    if last > window.size:
        facts["missing_bytes"] = last - window.size
        text = f"cut off: the last array seen lacks {last - window.size} bytes"
    return Finding(
        "npz",
        Kind.DATASET,
        Confidence.PARSED,
        facts,
        (window.evidence(0, 64, "first local header"),),
        (Fault(FaultKind.TRUNCATED, text),),
    )


FORMAT = Format(
    id="npz",
    title="NumPy archive of arrays",
    kind=Kind.DATASET,
    reference="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html",
    examine=examine,
    suffixes=(".npz",),
    refines="zip",
    limits=Limits(total=256 * MIB, seconds=30.0),
)
