"""`Survey`: what all objects of one HDF5 file come to. Each format in HDF5 starts here."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice

from mediascan.model.facts import Facts, TensorSample
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, Link
from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH
from mediascan.reading.hdf5.attribute import Value
from mediascan.reading.hdf5.dataset import CONTIGUOUS, VIRTUAL, Dataset
from mediascan.reading.hdf5.link import LinkSort
from mediascan.reading.hdf5.space import UNDEFINED
from mediascan.reading.hdf5.tree import Node, Tree
from mediascan.reading.traces import Traces

OBJECTS = 65_536  # looked at in one file
_RATIO = 1100  # bytes that one byte of a deflated chunk can give, as in compression/inflate.py
_LOOKED = 64  # objects whose attributes, or which themselves, are read as words
_WORDS = 1 << 16  # characters of a text that are looked through
_FIRST_YEAR = 631_152_000  # 1990: no HDF5 file is older, so an earlier time is none


@dataclass(slots=True)
class Tally:
    """What some of the datasets come to."""

    count: int = 0
    elements: int = 0
    dtypes: dict[str, int] = field(default_factory=dict)
    sample: list[TensorSample] = field(default_factory=list)

    def add(self, name: str, one: Dataset) -> None:
        self.count += 1
        self.elements += one.elements
        self.dtypes[one.dtype.name] = self.dtypes.get(one.dtype.name, 0) + one.elements
        if len(self.sample) < LIST_LENGTH:
            dtype, shape = one.dtype.name, list(one.shape)
            self.sample.append(TensorSample(name=name, dtype=dtype, shape=shape))


@dataclass(slots=True)
class Survey:
    """All objects of one file, met once."""

    tree: Tree
    attributes: dict[str, Value]  # of the root
    every: Tally = field(default_factory=Tally)
    groups: int = 0
    size: int = 0  # bytes of all numbers when nothing is compressed
    plain: int = 0  # of them, in one piece each
    filters: dict[str, int] = field(default_factory=dict)
    unwritten: int = 0  # datasets without numbers
    virtual: int = 0  # or whose numbers stand in other files
    missing: int = 0  # bytes of pieces that lie behind the end of the file
    first: int = 0  # when the first and the last object were changed
    last: int = 0
    elsewhere: list[str] = field(default_factory=list)  # targets of external links
    wrong: list[str] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)  # path -> datasets that are one text
    traces: Traces = field(default_factory=Traces)
    looked: int = 0  # objects whose attributes were read

    def walk(self, visit: Callable[[Node], None]) -> None:
        """Meet every object; `visit` gets each as well."""
        for node in self.tree.walk(OBJECTS):
            if node.changed > _FIRST_YEAR:
                self.first = min(self.first or node.changed, node.changed)
                self.last = max(self.last, node.changed)
            if node.dataset is None:
                self._group(node)
            else:
                self._dataset(node.path, node.dataset)
            self._trace(node)
            visit(node)

    def _trace(self, node: Node) -> None:
        """What an object says in words: its attributes, or itself where it is a text."""
        if self.looked < _LOOKED:
            self.looked += 1
            own = self.tree.attributes(node) if node.path else self.attributes
            for name, value in own.items():
                self.traces.add(shown(value), name)
        if node.dataset is not None and len(self.texts) < _LOOKED:
            text = self.tree.text(node.dataset)[:_WORDS]
            if text:
                self.texts[node.path] = text[:TEXT_LENGTH]
                self.traces.add(text, node.path)

    def _group(self, node: Node) -> None:
        self.groups += 1
        for link in node.links:
            if link.sort is LinkSort.EXTERNAL and len(self.elsewhere) < LIST_LENGTH:
                self.elsewhere.append(link.target)

    def _dataset(self, path: str, one: Dataset) -> None:
        self.every.add(path, one)
        self.size += one.size
        for name in one.filters:
            self.filters[name] = self.filters.get(name, 0) + 1
        where = one.layout
        if where is not None and (one.external or where.sort == VIRTUAL):
            self.virtual += 1
        elif not one.written:
            self.unwritten += one.elements > 0
        elif where is not None and where.sort == CONTIGUOUS and where.address != UNDEFINED:
            self._piece(path, one, where.address)

    def _piece(self, path: str, one: Dataset, address: int) -> None:
        """Whether the numbers of a dataset that is one piece lie in the file."""
        space = self.tree.space
        self.plain += one.size
        self.missing = max(self.missing, space.base + address + one.size - space.window.size)
        if one.layout is not None and 0 <= one.layout.stored < one.size and len(self.wrong) < 4:
            text = f"{path:.80}: {one.layout.stored} bytes for {one.size} bytes of numbers"
            self.wrong.append(text)


def survey(tree: Tree, visit: Callable[[Node], None] = lambda _node: None) -> Survey:
    """What `tree` holds; `visit` gets each object."""
    found = Survey(tree, tree.attributes(tree.root))
    found.walk(visit)
    return found


def _add_general(found: Survey, facts: Facts) -> None:
    """Tell in `facts` what every HDF5 file has: version, keys, texts, dates, storage."""
    facts["version"] = f"superblock {found.tree.block.version}"
    facts["declared_bytes"] = found.size
    if found.tree.block.at:
        facts["leading_bytes"] = found.tree.block.at
    if found.filters:
        common = sorted(found.filters.items(), key=lambda one: (-one[1], one[0]))
        facts["compression"] = ", ".join(f"{name} ({count})" for name, count in common)
    if found.first:
        days = dict.fromkeys(_date(moment) for moment in (found.first, found.last))
        facts["dates"] = list(days)
    texts = {name: shown(value) for name, value in found.attributes.items()} | found.texts
    for target in found.elsewhere:
        found.traces.add(target)
    found.traces.say(facts)
    if texts:
        some = islice(texts.items(), LIST_LENGTH)
        own = facts.get("metadata", {})  # what the format itself took out of them stands first
        facts["metadata"] = own | {name: text[:TEXT_LENGTH] for name, text in some}


def add_arrays(found: Survey, facts: Facts) -> None:
    """Tell in `facts` what arrays there are; sums only of all of them."""
    facts["tensors"] = found.every.sample
    if found.tree.complete:
        facts["tensor_count"] = found.every.count
        facts["element_count"] = found.every.elements
        facts["dtypes"] = found.every.dtypes


def shown(value: Value) -> str:
    """A value of an attribute as text."""
    if isinstance(value, list):
        return ", ".join(map(str, value[:LIST_LENGTH]))
    return str(value)


def _date(moment: int) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def root_keys(tree: Tree, attributes: dict[str, Value]) -> list[str]:
    """Names at the root: of its attributes, then of what it links to."""
    links = (link.name for link in islice(tree.root.links, LIST_LENGTH))
    return list(dict.fromkeys((*islice(attributes, LIST_LENGTH), *links)))[:LIST_LENGTH]


def _links(found: Survey) -> tuple[Link, ...]:
    """Other files that this one points into."""
    names = dict.fromkeys(found.elsewhere)
    return tuple(Link("external-data", name, 0, 0, from_name=False) for name in names)


def conclude(found: Survey, facts: Facts) -> tuple[Confidence, tuple[Fault, ...]]:
    """How sure a finding is, and what is wrong: sizes go into `facts`."""
    tree = found.tree
    window = tree.space.window
    faults = [*_placing(found, facts), *tree.faults]
    faults += [Fault(FaultKind.MALFORMED, text) for text in (*_flags(tree), *found.wrong)]
    impossible = found.size - found.plain > window.size * _RATIO or found.plain > window.size
    if impossible and not found.missing:
        text = f"datasets of {found.size} bytes in a file of {window.size}: not all were written"
        faults.append(Fault(FaultKind.MALFORMED, text))
        for claimed in ("parameter_count", "element_count", "optimizer_value_count", "dtypes"):
            facts.pop(claimed, None)  # type: ignore[misc]  # all four are keys of Facts
    if not tree.root.messages:
        return Confidence.MAGIC, tuple(faults)
    return Confidence.PARSED if faults else Confidence.CONSISTENT, tuple(faults)


def _placing(found: Survey, facts: Facts) -> list[Fault]:
    size, end = found.tree.space.window.size, found.tree.block.end
    missing = max(end - size, found.missing)
    if missing > 0:
        facts["missing_bytes"] = missing
        return [Fault(FaultKind.TRUNCATED, f"{missing} bytes are missing at the end")]
    if end < size:
        facts["trailing_bytes"] = size - end
        text = f"{size - end} bytes behind the end that the superblock tells"
        return [Fault(FaultKind.MALFORMED, text)]
    return []


def _flags(tree: Tree) -> list[str]:
    block = tree.block
    texts = []
    if not block.intact:
        texts.append("the checksum of the superblock is wrong")
    if block.moved:
        texts.append("the superblock stands where its own addresses do not expect it")
    if block.still_open:
        texts.append("not closed by the program that wrote it")
    return texts


def finding(format_id: str, kind: Kind, found: Survey, facts: Facts) -> Finding:
    """The finding of a format in HDF5: `facts` gets what every such file has, and the faults.

    Words that only the format knows to be some go into `found.traces` before.
    """
    _add_general(found, facts)
    confidence, faults = conclude(found, facts)
    block = found.tree.block
    what = f"superblock of version {block.version}"
    evidence = (found.tree.space.window.evidence(block.at, 64, what),)
    return Finding(format_id, kind, confidence, facts, evidence, faults, _links(found))
