"""The pages of an LMDB file of a 64-bit machine: two meta pages, then branches, leaves, overflow.

A page starts with u64 its number, u16 unused, u16 flags, u16 where its list of nodes ends, u16
where the nodes begin. A node is u32 size of its value (of a branch the page below), u16 flags,
u16 size of its key, the key and the value. A value that is too large lies in pages of its own.

Source: LMDB 0.9 mdb.c (MDB_page, MDB_meta, MDB_db, MDB_node).
"""

from dataclasses import dataclass
from typing import NamedTuple

from mediascan.model.errors import LimitExceeded, Malformed
from mediascan.reading.window import Window

MAGIC = bytes.fromhex("dec0efbe 01000000")  # and the version
MAGIC_AT = 16
PAGE_HEADER = 16
_BRANCH, _LEAF, _META = 1, 2, 8
_BIG, _SUB = 1, 2  # flags of a node: its value lies elsewhere, or is another tree
_NO_ROOT = (1 << 64) - 1
_DEEPEST = 32  # CURSOR_STACK
_NODE = 8


class Tree(NamedTuple):
    """MDB_db: one tree of the file."""

    depth: int
    entries: int
    root: int
    pages: int

    @classmethod
    def at(cls, window: Window, at: int) -> "Tree":
        cursor = window.cursor(at + 6)
        depth = cursor.number("H")
        pages = sum(cursor.number("Q") for _ in range(3))
        return cls(depth, cursor.number("Q"), cursor.number("Q"), pages)


@dataclass(frozen=True, slots=True)
class Meta:
    """One of the two meta pages; the one with the higher transaction counts."""

    page: int
    page_size: int
    map_size: int
    main: Tree
    last_page: int
    transaction: int


class Node(NamedTuple):
    """One key of a leaf, and where its value lies."""

    key: bytes
    at: int
    size: int
    tree: Tree | None  # which the value is, where it is one


def read_meta(window: Window, page: int, size: int) -> Meta | None:
    """The meta page `page` of pages of `size` bytes; None where none stands there."""
    base = page * size
    if not window.has(MAGIC, base + MAGIC_AT):
        return None
    if window.size < base + 152:
        return None
    cursor = window.cursor(base)
    number = cursor.number("Q")
    cursor.skip(2)
    if number != page or cursor.number("H") & _META == 0:
        return None
    cursor = window.cursor(base + 32)
    map_size, page_size = cursor.number("Q"), cursor.number("I")
    cursor = window.cursor(base + 136)
    main = Tree.at(window, base + 88)
    return Meta(page, page_size, map_size, main, cursor.number("Q"), cursor.number("Q"))


def end_nodes(window: Window, tree: Tree, size: int, most: int) -> list[Node]:
    """The nodes of the tree's first leaf and of its last one, up to `most` of each."""
    if tree.root == _NO_ROOT:
        return []
    first = _leaf(window, tree.root, size, last=False)
    final = _leaf(window, tree.root, size, last=True)
    found = _nodes(window, first, size, range(most))
    if final != first:
        count = _count(window, final, size)
        found += _nodes(window, final, size, range(max(0, count - most), count))
    return found


def _leaf(window: Window, root: int, size: int, *, last: bool) -> int:
    """The page of the first or of the last leaf below `root`."""
    page = root
    for _ in range(_DEEPEST):
        flags = window.cursor(page * size + 10).number("H")
        if flags & _LEAF:
            return page
        count = _count(window, page, size)
        if not flags & _BRANCH or not count:
            raise Malformed(f"page {page} is neither a branch nor a leaf")
        at = _place(window, page, size, count - 1 if last else 0)
        cursor = window.cursor(at)
        page = cursor.number("I") | cursor.number("H") << 32
    raise LimitExceeded(f"a tree deeper than {_DEEPEST}")


def _count(window: Window, page: int, size: int) -> int:
    cursor = window.cursor(page * size)
    if cursor.number("Q") != page:
        raise Malformed(f"the page at {page * size} is not number {page}")
    lower = window.cursor(page * size + 12).number("H")
    if not PAGE_HEADER <= lower <= size:
        raise Malformed(f"page {page} has its nodes end at {lower}")
    return (lower - PAGE_HEADER) // 2


def _place(window: Window, page: int, size: int, number: int) -> int:
    start = window.cursor(page * size + PAGE_HEADER + 2 * number).number("H")
    if not PAGE_HEADER <= start <= size - _NODE:
        raise Malformed(f"page {page} has a node at {start}")
    return page * size + start


def _nodes(window: Window, page: int, size: int, numbers: range) -> list[Node]:
    found = []
    count = _count(window, page, size)
    for number in numbers:
        if number >= count:
            break
        at = _place(window, page, size, number)
        cursor = window.cursor(at)
        length, flags, key_size = cursor.number("I"), cursor.number("H"), cursor.number("H")
        if at + _NODE + key_size > (page + 1) * size:
            raise Malformed(f"a key of {key_size} bytes leaves page {page}")
        key = cursor.take(key_size)
        tree = Tree.at(window, cursor.at) if flags & _SUB and length == 48 else None
        value_at = cursor.at
        if flags & _BIG:
            value_at = cursor.number("Q") * size + PAGE_HEADER
        found.append(Node(key, value_at, length, tree))
    return found
