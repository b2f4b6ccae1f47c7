"""`Tree`: the objects of one HDF5 file, from its root on; each is met once, however linked."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from mediascan.model.errors import InputFault, LimitExceeded, Malformed
from mediascan.model.finding import Fault, FaultKind, fault_of
from mediascan.reading.hdf5.attribute import Attribute, Value, read_attribute, value_or_fault
from mediascan.reading.hdf5.btree2 import read_records
from mediascan.reading.hdf5.dataset import (
    CONTIGUOUS,
    Dataset,
    read_dataspace,
    read_filters,
    read_layout,
)
from mediascan.reading.hdf5.datatype import STRING, Datatype, read_datatype
from mediascan.reading.hdf5.fractal_heap import FractalHeap
from mediascan.reading.hdf5.global_heap import GlobalHeaps
from mediascan.reading.hdf5.headers import (
    ATTRIBUTE,
    ATTRIBUTE_INFO,
    DATASPACE,
    DATATYPE,
    EXTERNAL,
    FILTERS,
    LAYOUT,
    LINK,
    LINK_INFO,
    SHARED,
    SYMBOLS,
    Message,
    read_header,
)
from mediascan.reading.hdf5.link import LINKS, Link, LinkSort, read_link
from mediascan.reading.hdf5.space import UNDEFINED, Space
from mediascan.reading.hdf5.superblock import Superblock, read_superblock
from mediascan.reading.hdf5.symbols import read_symbols
from mediascan.reading.window import Window

_DEEPEST = 64  # groups inside one another
_ATTRIBUTES = 4096  # read of one object
_SPELLED = 4  # faults that are told one by one


@dataclass(slots=True)
class Node:
    """A group or a dataset; `path` is the first by which it was met, empty for the root."""

    path: str
    address: int
    messages: list[Message]
    changed: int  # seconds since 1970; 0 where not told
    dataset: Dataset | None = None
    links: list[Link] = field(default_factory=list)
    link_count: int = 0  # as the group says: more than `links` where it is very large

    @property
    def name(self) -> str:
        return self.path.rsplit("/", 1)[-1]


class Tree:
    """Reads objects lazily; what went wrong is in `faults`."""

    def __init__(self, block: Superblock, space: Space) -> None:
        self.block = block
        self.space = space
        self.faults: list[Fault] = []
        self.damaged = 0  # objects that could not be read
        self.stopped = False  # a limit ended the walk
        self._heaps = GlobalHeaps(space)
        self.root = self._try("", block.root) or Node("", block.root, [], 0)

    @classmethod
    def of(cls, window: Window) -> "Tree | None":
        """The tree in `window`; None where it is no HDF5.

        Raises an `InputFault` where the superblock cannot be read. Where the root cannot, it is
        empty, and a fault tells why.
        """
        found = read_superblock(window)
        return None if found is None else cls(*found)

    @property
    def complete(self) -> bool:
        """Whether every object met so far could be read: else sums are of a part."""
        return not self.stopped and not self.damaged

    def walk(self, most: int) -> Iterator[Node]:
        """The root and all below it, groups before what is in them, at most `most` objects."""
        todo: list[tuple[str, int]] = []
        seen = {self.root.address}
        node: Node | None = self.root
        for _ in range(most):
            if node is not None:
                yield node
                todo += reversed(_below(node, seen, most))
            if not todo or self.stopped:
                return
            node = self._try(*todo.pop())
        self.stopped = True
        self._tell(Fault(FaultKind.LIMIT, f"only {most} objects of the file were looked at"))

    def children(self, node: Node, most: int) -> Iterator[Node]:
        """The first `most` objects of a group that can be read."""
        for link in node.links[:most]:
            if link.sort is LinkSort.HARD:
                child = self._try(f"{node.path}/{link.name}", link.address)
                if child is not None:
                    yield child

    def child(self, node: Node | None, name: str) -> Node | None:
        """The object called `name` in the group `node`."""
        for link in node.links if node is not None else ():
            if link.name == name and link.sort is LinkSort.HARD and node is not None:
                return self._try(f"{node.path}/{name}", link.address)
        return None

    def attributes(self, node: Node) -> dict[str, Value]:
        """Names and values of the attributes of `node`."""
        space, heaps = self.space, self._heaps
        return {one.name: value_or_fault(one, space, heaps) for one in self._attributes(node)}

    def has(self, node: Node, name: str) -> bool:
        """Whether `node` has an attribute called `name`."""
        return any(one.name == name for one in self._attributes(node))

    def number(self, one: Dataset) -> int:
        """The one whole number that `one` is; -1 where it cannot be read."""
        raw = self.raw(one, 8) if 0 < one.size <= 8 else b""
        if len(raw) != one.size:
            return -1
        order: Literal["big", "little"] = "big" if one.dtype.order == ">" else "little"
        return int.from_bytes(raw, order, signed=one.dtype.signed)

    def raw(self, one: Dataset, most: int) -> bytes:
        """The first bytes of a dataset that is one piece; empty where it is not, or not there."""
        where = one.layout
        if where is None or where.sort != CONTIGUOUS or where.address == UNDEFINED:
            return b""
        try:
            return self.space.read(where.address, min(one.size, most))
        except InputFault:
            return b""

    def text(self, one: Dataset) -> str:
        """The one text that `one` is; empty where it is another thing, or cannot be read."""
        raw = self.raw(one, one.dtype.size) if one.elements == 1 and one.dtype.is_text else b""
        if not raw:
            return ""
        value = value_or_fault(Attribute("", one.dtype, (), raw), self.space, self._heaps)
        return value if isinstance(value, str) else ""

    def texts(self, node: Node) -> Iterator[bytes]:
        """The attributes of `node` that are one text of a fixed length, as the file has them."""
        for one in self._attributes(node):
            if one.dtype is not None and one.dtype.sort == STRING and not one.shape:
                yield one.data[: one.dtype.size]

    def _attributes(self, node: Node) -> Iterator[Attribute]:
        left = _ATTRIBUTES
        try:
            for data in self._attribute_messages(node):
                left -= 1
                if left < 0:
                    raise LimitExceeded(f"more than {_ATTRIBUTES} attributes of one object")
                yield read_attribute(self.space, data)
        except InputFault as bad:
            self._tell(fault_of(bad, f"attributes of /{node.path:.80}: "))

    def _attribute_messages(self, node: Node) -> Iterator[bytes]:
        for one in node.messages:
            if one.sort == ATTRIBUTE and not one.flags & SHARED:
                yield one.data
            elif one.sort == ATTRIBUTE_INFO:
                found = self.space.over(one.data)
                found.skip(1)
                found.skip(2 if found.number(1) & 1 else 0)
                heap, tree = found.address(), found.address()
                if heap != UNDEFINED:
                    yield from self._dense(heap, tree, 0, 8)[0]

    def _dense(self, heap: int, tree: int, at: int, width: int) -> tuple[Iterator[bytes], int]:
        """The objects in `heap` whose ids stand at `at` of the records in `tree`; how many."""
        records, total = read_records(self.space, tree, LINKS)
        block = FractalHeap(self.space, heap)
        keys = sorted((one[at : at + width] for one in records), key=block.order)
        return (block.get(key) for key in keys), total

    def _try(self, path: str, address: int) -> Node | None:
        """The object at `address`, or a fault and None."""
        try:
            return self._node(path.removeprefix("/"), address)
        except LimitExceeded as limit:
            self.stopped = True
            self._tell(fault_of(limit, f"{path:.80}: "))
        except InputFault as bad:
            self.damaged += 1
            self._tell(fault_of(bad, f"{path:.80}: "))
        return None

    def _tell(self, fault: Fault) -> None:
        if len(self.faults) < _SPELLED and fault not in self.faults:
            self.faults.append(fault)

    def _node(self, path: str, address: int) -> Node:
        messages, changed = read_header(self.space, address)
        node = Node(path, address, messages, changed)
        sorts = {one.sort for one in messages}
        if {DATASPACE, DATATYPE} <= sorts:
            node.dataset = self._dataset(messages)
        elif path.count("/") < _DEEPEST:
            self._links(node)
        else:
            raise LimitExceeded(f"groups nested deeper than {_DEEPEST}")
        return node

    def _links(self, node: Node) -> None:
        try:
            for one in node.messages:
                if one.sort == LINK and not one.flags & SHARED:
                    node.links.append(read_link(self.space.over(one.data)))
                elif one.sort == SYMBOLS:
                    node.links.extend(read_symbols(self.space, one.data))
                elif one.sort == LINK_INFO:
                    self._dense_links(node, one.data)
        except InputFault as bad:
            self.damaged += 1
            self._tell(fault_of(bad, f"links of /{node.path:.80}: "))
        node.link_count = max(node.link_count, len(node.links))

    def _dense_links(self, node: Node, data: bytes) -> None:
        found = self.space.over(data)
        found.skip(1)
        found.skip(8 if found.number(1) & 1 else 0)
        heap, tree = found.address(), found.address()
        if heap == UNDEFINED:
            return
        objects, node.link_count = self._dense(heap, tree, 4, 7)
        for one in objects:
            node.links.append(read_link(self.space.over(one)))
        node.links.sort(key=lambda link: link.name)

    def _dataset(self, messages: list[Message]) -> Dataset:
        shape: tuple[int, ...] = ()
        dtype: Datatype | None = None
        one = None
        for message in messages:
            if message.sort == DATASPACE and not message.flags & SHARED:
                shape = read_dataspace(self.space.over(message.data))
            elif message.sort == DATATYPE:
                dtype = self._datatype(message)
        if dtype is None:
            raise Malformed("a dataset without a type")
        one = Dataset(dtype, shape)
        for message in messages:
            if message.sort == LAYOUT:
                one.layout = read_layout(self.space.over(message.data))
            elif message.sort == FILTERS and not message.flags & SHARED:
                one.filters = read_filters(self.space.over(message.data))
            one.external = one.external or message.sort == EXTERNAL
        return one

    def _datatype(self, message: Message) -> Datatype:
        """The type of a message, which may stand in another object: a named type."""
        found = self.space.over(message.data)
        if not message.flags & SHARED:
            return read_datatype(found)
        version, where = found.number(1), found.number(1)
        found.skip(6 if version == 1 else 0)
        if version == 3 and where == 1:
            raise Malformed("a type in a heap of shared messages")
        for one in read_header(self.space, found.address())[0]:
            if one.sort == DATATYPE and not one.flags & SHARED:
                return read_datatype(self.space.over(one.data))
        raise Malformed("a shared type that is not there")


def _below(node: Node, seen: set[int], most: int) -> list[tuple[str, int]]:
    """Path and address of what `node` links to, without what was met before.

    One more than `most` objects are not remembered: so the walk ends, and says why.
    """
    found = []
    for link in node.links:
        if link.sort is LinkSort.HARD and link.address not in seen and len(seen) <= most:
            seen.add(link.address)
            found.append((f"{node.path}/{link.name}", link.address))
    return found
