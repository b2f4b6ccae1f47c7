"""The Merkle tree over the rows of a manifest (RFC 9162 section 2.1, SHA-256).

The signed statement holds only the root. With it, one row can be proven to be in the manifest
without showing the others, and two manifests can be compared frame by frame.

A leaf is SHA-256(0x00 || line), the line without its newline; a node is SHA-256(0x01 || left ||
right). The tree over n leaves splits at the largest power of two below n. So frames of 65,536 rows
(the last may be shorter) are subtrees of height 16, and the tree over their roots, split by the
same rule, has the same root as the tree over all rows.
"""

import hashlib
from collections.abc import Iterable, Sequence

FRAME_ROWS = 1 << 16  # rows in a frame of the manifest; any power of two would do


def leaf_hash(line: bytes) -> bytes:
    """The leaf of one row; `line` is its exact bytes, without the newline."""
    return hashlib.sha256(b"\x00" + line).digest()


class Tree:
    """A tree that grows leaf by leaf and keeps one hash for each set bit of its size."""

    __slots__ = ("_left", "size")

    def __init__(self) -> None:
        self.size = 0
        self._left: list[bytes] = []  # roots of the full subtrees so far, the largest first

    def append(self, leaf: bytes) -> None:
        """Add the hash of a leaf, or the root of the next subtree of equal size."""
        size = self.size
        self.size = size + 1
        while size & 1:
            leaf = _node(self._left.pop(), leaf)
            size >>= 1
        self._left.append(leaf)

    def root(self) -> bytes:
        """The root over what was added so far; of nothing, SHA-256 of nothing."""
        if not self._left:
            return hashlib.sha256(b"").digest()
        *rest, root = self._left
        for left in reversed(rest):
            root = _node(left, root)
        return root


def subtree_root(leaves: Iterable[bytes]) -> bytes:
    """The root over these hashes of leaves: of one frame, or of a whole small manifest."""
    level = list(leaves)
    if not level:
        return Tree().root()
    while len(level) > 1:
        level = _above(level)
    return level[0]


def root_of_subtrees(roots: Iterable[bytes]) -> bytes:
    """The root of the whole tree from the roots of its frames, in order.

    All frames but the last must be full and of the same power of two (`FRAME_ROWS`). Then the
    largest power of two below the number of rows is that below the number of frames, times the
    frame; so the same splitting serves, with the roots in the place of leaves.
    """
    return subtree_root(roots)


def inclusion_path(leaves: Iterable[bytes], index: int) -> list[bytes]:
    """What leads from the leaf `index` to the root over `leaves` (RFC 9162 section 2.1.3.1).

    For a tree over subtrees, the path in the subtree goes before that among their roots.
    """
    level, path = list(leaves), []
    while len(level) > 1:
        path += level[index ^ 1 : (index ^ 1) + 1]  # nothing for a node without a partner
        level = _above(level)
        index >>= 1
    return path


def root_of_path(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root to which `path` leads (RFC 9162 section 2.1.3.2); None where it fits no such tree.

    `leaf` is said to be the one at `index`, from 0, of a tree of `size` leaves.
    """
    if not 0 <= index < size:
        return None
    last = size - 1
    for one in path:
        if not last:
            return None
        if index & 1 or index == last:
            leaf = _node(one, leaf)
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            leaf = _node(leaf, one)
        index, last = index >> 1, last >> 1
    return None if last else leaf


def _above(level: list[bytes]) -> list[bytes]:
    """The next level; a node without a partner goes up: the split at the power of two."""
    pairs = zip(level[::2], level[1::2], strict=False)
    odd = level[-1:] if len(level) & 1 else []
    return [*(_node(left, right) for left, right in pairs), *odd]


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
