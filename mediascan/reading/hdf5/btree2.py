"""B-trees of version 2, which index the links and attributes of large groups.

"BTHD" says how large nodes and records are; "BTLF" holds records, "BTIN" records and children. How
many bytes a count takes follows from how many records a node can have (specification III.A.2).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from mediascan.model.errors import LimitExceeded, Malformed
from mediascan.reading.hdf5.space import Space

_DEEPEST = 16
_OVERHEAD = 10  # signature, version, sort, checksum
_LARGEST = 1 << 20  # bytes of a node


@dataclass(frozen=True, slots=True)
class _Tree:
    node: int
    record: int
    widths: tuple[int, ...]  # by depth: bytes of a child's count of records
    totals: tuple[int, ...]  # by depth: bytes of the count of all records below a child


def read_records(space: Space, address: int, most: int) -> tuple[Iterator[bytes], int]:
    """At most `most` records of the tree at `address`, and how many it has."""
    size = 16 + space.offsets + 2 + space.lengths + 4
    found = space.signed(address, size, b"BTHD")
    found.skip(2)
    node, record, depth = found.number(4), found.number(2), found.number(2)
    found.skip(2)
    root, count, total = found.address(), found.number(2), found.length()
    if depth > _DEEPEST or not record or not record + _OVERHEAD <= node <= _LARGEST:
        raise Malformed(f"a tree of depth {depth} with records of {record} in nodes of {node}")
    tree = _tree(space, node, record, depth)
    return _walk(space, tree, (root, count, depth), min(most, total)), total


def _tree(space: Space, node: int, record: int, depth: int) -> _Tree:
    most = (node - _OVERHEAD) // record
    width = _width(most)
    widths, totals, below = [width], [0], most
    for _ in range(depth):
        pointer = space.offsets + width + totals[-1]
        here = max(0, node - _OVERHEAD - pointer) // (record + pointer)
        below = (here + 1) * below + here
        widths.append(width)
        totals.append(_width(below))
    return _Tree(node, record, tuple(widths), tuple(totals))


def _width(value: int) -> int:
    """Bytes that hold every number up to `value`."""
    return max(0, value.bit_length() - 1) // 8 + 1


def _walk(space: Space, tree: _Tree, root: tuple[int, int, int], most: int) -> Iterator[bytes]:
    todo, seen, given = [root], set(), 0
    for _ in range(most + 1):
        if not todo or given >= most:
            return
        address, count, depth = todo.pop()
        if not count:
            continue
        if address in seen:
            raise Malformed(f"a tree meets itself at address {address}")
        seen.add(address)
        space.spend(count)
        found = space.signed(address, tree.node, b"BTIN" if depth else b"BTLF")
        found.skip(2)
        for _ in range(min(count, tree.node // tree.record)):
            yield found.take(tree.record)
            given += 1
            if given >= most:
                return
        for _ in range(count + 1 if depth else 0):
            child, records = found.address(), found.number(tree.widths[depth])
            found.skip(tree.totals[depth - 1])
            todo.append((child, records, depth - 1))
    if todo and given < most:
        raise LimitExceeded("a tree has more nodes than records")
