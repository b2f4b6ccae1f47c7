"""Old groups: a B-tree of version 1 over tables of symbols, whose names stand in a local heap.

"TREE" has keys and children in turn, "SNOD" has entries of a name's offset and an address, "HEAP"
says where its names are (specification III.A.1, III.B, III.C).
"""

import struct
from collections.abc import Iterator

from mediascan.model.errors import LimitExceeded, Malformed
from mediascan.reading.hdf5.link import LINKS, Link, LinkSort
from mediascan.reading.hdf5.space import UNDEFINED, Fields, Space, shown

_NAMES = 4 << 20  # bytes of names of one group
_NODES = 65_536  # of one tree
_DEEPEST = 16
_ENTRIES = {  # by bytes of an address: name, header, cache type, then 16 bytes of scratch
    size: struct.Struct(f"<{letter}{letter}I4xI12x")
    for size, letter in ((2, "H"), (4, "I"), (8, "Q"))
}
_SOFT = 2  # cache type of an entry that is a soft link


def read_symbols(space: Space, data: bytes) -> Iterator[Link]:
    """The links of the group with the symbol table message `data`, by name."""
    found = space.over(data)
    tree, heap = found.address(), found.address()
    names = _names(space, heap)
    count = 0
    for leaf in _leaves(space, tree):
        for one in _entries(space, leaf, names):
            yield one
            count += 1
            if count >= LINKS:
                raise LimitExceeded(f"more than {LINKS} links in one group")


def _names(space: Space, address: int) -> bytes:
    found = space.signed(address, 8 + 2 * space.lengths + space.offsets, b"HEAP")
    found.skip(4)
    size = found.length()
    found.length()  # free space
    if size > _NAMES:
        raise LimitExceeded(f"{size} bytes of names in one group; limit {_NAMES}")
    return space.read(found.address(), size)


def _leaves(space: Space, root: int) -> Iterator[int]:
    """Addresses of the tables of symbols, in the order of their names."""
    todo = [(root, _DEEPEST)]
    seen: set[int] = set()
    for _ in range(_NODES):
        if not todo:
            return
        address, deepest = todo.pop()
        if address in seen or address == UNDEFINED or deepest < 0:
            raise Malformed(f"the tree of a group meets itself at address {address}")
        seen.add(address)
        level, children = _children(space, address, deepest)
        if level:
            todo += [(child, level - 1) for child in reversed(children)]
        elif seen.isdisjoint(children) and len(set(children)) == len(children):
            seen.update(children)
            yield from children
        else:
            raise Malformed("a table of symbols stands twice in the tree of a group")
    raise LimitExceeded(f"more than {_NODES} nodes in the tree of one group")


def _children(space: Space, address: int, deepest: int) -> tuple[int, list[int]]:
    head = 8 + 2 * space.offsets
    found = space.signed(address, head, b"TREE")
    sort, level, used = found.number(1), found.number(1), found.number(2)
    if sort != 0 or level > deepest:
        raise Malformed(f"the tree of a group has a node of sort {sort} at level {level}")
    space.spend(used)
    pairs = space.fields(address + head, used * (space.lengths + space.offsets))
    return level, [_child(pairs) for _ in range(used)]


def _child(pairs: Fields) -> int:
    pairs.length()  # key: offset of a name
    return pairs.address()


def _entries(space: Space, address: int, names: bytes) -> Iterator[Link]:
    found = space.signed(address, 8, b"SNOD")
    found.skip(2)
    count = found.number(2)
    space.spend(count)
    layout = _ENTRIES[space.offsets]
    table = space.read(address + 8, count * layout.size)
    for name_at, header, cache, scratch in layout.iter_unpack(table):
        if name_at >= len(names):
            raise Malformed(f"a name at {name_at} of {len(names)} bytes of names")
        name = _text(names, name_at)
        if cache == _SOFT:
            target = _text(names, scratch)
            yield Link(name, LinkSort.SOFT, target=target)
        else:
            yield Link(name, LinkSort.HARD, header)


def _text(names: bytes, at: int) -> str:
    stop = names.find(b"\0", at)
    return shown(names[at : stop if stop >= 0 else len(names)])
