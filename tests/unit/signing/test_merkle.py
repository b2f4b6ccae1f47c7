import hashlib
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediascan.signing.merkle import (
    FRAME_ROWS,
    Tree,
    inclusion_path,
    leaf_hash,
    root_of_path,
    root_of_subtrees,
    subtree_root,
)

# The reference leaves and roots of Certificate Transparency (RFC 6962 implementations), by size
ENTRIES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657"]
ENTRIES += ["606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def _mth(entries):
    """The definition of RFC 9162 section 2.1.1, word for word."""
    if not entries:
        return hashlib.sha256().digest()
    if len(entries) == 1:
        return hashlib.sha256(b"\x00" + entries[0]).digest()
    k = 1 << ((len(entries) - 1).bit_length() - 1)
    return hashlib.sha256(b"\x01" + _mth(entries[:k]) + _mth(entries[k:])).digest()


def _frames(leaves, rows):
    return [subtree_root(leaves[at : at + rows]) for at in range(0, len(leaves), rows)]


@pytest.mark.parametrize("size", range(len(ROOTS)))
def test_the_roots_are_those_of_certificate_transparency(size):
    leaves = [leaf_hash(bytes.fromhex(entry)) for entry in ENTRIES[:size]]
    assert subtree_root(leaves).hex() == ROOTS[size]


def test_a_tree_has_the_right_root_after_each_leaf():
    tree = Tree()
    entries = [b"%d" % number for number in range(300)]
    for size, entry in enumerate(entries):
        assert tree.size == size
        assert tree.root() == _mth(entries[:size])
        tree.append(leaf_hash(entry))


@given(st.lists(st.binary(max_size=8), max_size=80), st.integers(0, 5))
def test_frames_of_any_power_of_two_combine_to_the_root_of_all(entries, height):
    leaves = [leaf_hash(entry) for entry in entries]
    assert root_of_subtrees(_frames(leaves, 1 << height)) == _mth(entries)


@pytest.mark.parametrize(
    "size", [1, FRAME_ROWS - 1, FRAME_ROWS, FRAME_ROWS + 1, 3 * FRAME_ROWS + 7]
)
def test_real_frames_combine_to_the_root_of_all(size):
    leaves = [number.to_bytes(32, "big") for number in range(size)]
    assert root_of_subtrees(_frames(leaves, FRAME_ROWS)) == subtree_root(leaves)


def test_frames_are_subtrees_of_height_sixteen():
    assert FRAME_ROWS == 2**16


def test_memory_grows_with_the_logarithm():
    tree = Tree()
    for leaf in itertools.repeat(bytes(32), 5000):
        tree.append(leaf)
    assert len(tree._left) == (5000).bit_count()


def test_a_leaf_is_never_a_node():
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert leaf_hash(left + right) != subtree_root([left, right])


def _path(entries, index):
    """The definition of RFC 9162 section 2.1.3.1, word for word."""
    if len(entries) == 1:
        return []
    k = 1 << ((len(entries) - 1).bit_length() - 1)
    if index < k:
        return [*_path(entries[:k], index), _mth(entries[k:])]
    return [*_path(entries[k:], index - k), _mth(entries[:k])]


def test_paths_are_those_of_the_standard_and_lead_to_the_root():
    entries = [b"%d" % number for number in range(66)]
    for size in range(1, len(entries) + 1):
        leaves = [leaf_hash(entry) for entry in entries[:size]]
        root = _mth(entries[:size])
        for index in range(size):
            path = inclusion_path(leaves, index)
            assert path == _path(entries[:size], index)
            assert root_of_path(leaves[index], index, size, path) == root


@given(st.integers(1, 80), st.data())
def test_a_path_proves_nothing_else(size, data):
    leaves = [leaf_hash(b"%d" % number) for number in range(size)]
    index = data.draw(st.integers(0, size - 1))
    path = inclusion_path(leaves, index)
    root = subtree_root(leaves)
    assert root_of_path(leaf_hash(b"another"), index, size, path) != root
    assert root_of_path(leaves[index], index, size, [*path, leaves[0]]) != root
    assert root_of_path(leaves[index], size, size, path) is None
    other = data.draw(st.integers(0, size - 1))
    if other != index:
        assert root_of_path(leaves[other], index, size, path) != root
    if path:
        at = data.draw(st.integers(0, len(path) - 1))
        bent = [*path[:at], bytes([path[at][0] ^ 1]) + path[at][1:], *path[at + 1 :]]
        assert root_of_path(leaves[index], index, size, bent) != root
        assert root_of_path(leaves[index], index, size, path[:-1]) != root
