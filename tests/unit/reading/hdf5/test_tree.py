"""What our reader says of a file is what h5py says of it."""

import io
import struct

import h5py
import numpy as np
import pytest

from mediascan.model.errors import Malformed
from mediascan.model.limits import Limits
from mediascan.reading.hdf5 import space
from mediascan.reading.hdf5.checksum import lookup3
from mediascan.reading.hdf5.link import LinkSort
from mediascan.reading.hdf5.superblock import read_superblock
from mediascan.reading.hdf5.tree import Tree
from mediascan.reading.window import Window

LIBVERS = ("earliest", "latest")
MANY = 10_000
TYPES = {
    "int32": "<i4",
    "uint16": ">u2",
    "float16": "<f2",
    "float64": ">f8",
    "complex64": "<c8",
    "bool": "?",
    "text7": "S7",
}


def made(fill, libver="earliest", **more):
    target = io.BytesIO()
    with h5py.File(target, "w", libver=libver, **more) as file:
        fill(file)
    return target.getvalue()


def tree_of(data):
    return Tree.of(Window.over(data, Limits(total=256 << 20)))


def nodes_of(tree, most=100_000):
    return {node.path: node for node in tree.walk(most)}


def fill_types(file):
    for name, dtype in TYPES.items():
        file[name] = np.zeros((2, 3), dtype)
    file["record"] = np.zeros(3, [("x", "<f4"), ("name", "S10"), ("v", "<i2", (3,))])
    file["texts"] = ["a", "bcd"]
    file.create_dataset("lists", (2,), h5py.vlen_dtype("i4"))
    file["enum"] = np.zeros(2).astype(h5py.enum_dtype({"RED": 0, "BLUE": 1}, "i1"))
    file["null"] = h5py.Empty("f4")
    file["type"] = np.dtype("f8")
    file.create_dataset("named", (4,), file["type"])


@pytest.mark.parametrize("libver", LIBVERS)
def test_types_and_shapes(libver):
    nodes = nodes_of(tree_of(made(fill_types, libver)))
    arrays = {path: node.dataset for path, node in nodes.items() if node.dataset}
    for name in TYPES:
        assert (arrays[name].dtype.name, arrays[name].shape) == (name, (2, 3))
    assert arrays["record"].dtype.fields == {"x": "float32", "name": "text10", "v": "int16[3]"}
    assert arrays["texts"].dtype.name == "text"
    assert arrays["lists"].dtype.name == "list of int32"
    assert arrays["enum"].dtype.name == "enum int8"
    assert arrays["null"].shape == (0,)
    assert arrays["named"].dtype.name == "float64"
    assert "type" not in arrays


@pytest.mark.parametrize("libver", LIBVERS)
def test_layouts_and_filters(libver):
    def fill(file):
        some = np.ones((10, 4), "f4")
        file["piece"] = some
        file.create_dataset("empty", (5, 5), "f4")
        file.create_dataset("one", data=some, chunks=(10, 4), compression="gzip", shuffle=True)
        file.create_dataset("grow", data=some, chunks=(5, 4), maxshape=(None, 4), fletcher32=True)
        file.create_dataset("grow2", data=some, chunks=(5, 2), maxshape=(None, None))
        file.create_dataset("fixed", data=some, chunks=(5, 2), compression="lzf")

    found = {path: node.dataset for path, node in nodes_of(tree_of(made(fill, libver))).items()}
    assert found["piece"].layout.stored == 160
    assert not found["empty"].written
    assert found["one"].filters == ["shuffle", "deflate"]
    assert found["grow"].filters == ["fletcher32"]
    assert found["fixed"].filters == ["lzf"]
    chunks = {name: found[name].layout.chunk for name in ("one", "grow", "grow2", "fixed")}
    assert chunks == {"one": (10, 4), "grow": (5, 4), "grow2": (5, 2), "fixed": (5, 2)}
    assert all(found[name].written for name in chunks)


def fill_attributes(file):
    values = {
        "text": "hello é",
        "bytes": np.bytes_(b"xyz"),
        "number": -3,
        "yes": True,
        "list": [1, 2, 3],
        "names": ["layer1", "layer2"],
        "fixed": np.array([b"ab", b"cde"]),
        "float": 2.5,
        "big": np.float32(1.25).astype(">f4"),
        "long": "x" * 100_000,
    }
    for name, value in values.items():
        file.attrs[name] = value


@pytest.mark.parametrize("libver", LIBVERS)
def test_attributes(libver):
    tree = tree_of(made(fill_attributes, libver))
    assert tree.attributes(tree.root) == {
        "text": "hello é",
        "bytes": "xyz",
        "number": -3,
        "yes": True,
        "list": [1, 2, 3],
        "names": ["layer1", "layer2"],
        "fixed": ["ab", "cde"],
        "float": "2.5",
        "big": "1.25",
        "long": "x" * 100_000,
    }
    assert not tree.faults


@pytest.mark.parametrize("libver", LIBVERS)
def test_many_attributes(libver):
    def fill(file):
        for number in range(300):
            file.attrs[f"key{number}"] = "v" * number

    tree = tree_of(made(fill, libver))
    assert tree.attributes(tree.root) == {f"key{n}": "v" * n for n in range(300)}


@pytest.mark.parametrize("libver", LIBVERS)
def test_many_links(libver):
    def fill(file):
        for number in range(MANY):
            file[f"some_group_{number}"] = h5py.SoftLink(f"/x{number}")
        file["array"] = [1]

    tree = tree_of(made(fill, libver))
    links = {link.name: link for link in tree.root.links}
    assert len(links) == tree.root.link_count == MANY + 1
    assert all(links[f"some_group_{n}"].target == f"/x{n}" for n in range(MANY))
    assert links["array"].sort is LinkSort.HARD
    assert set(nodes_of(tree)) == {"", "array"}


@pytest.mark.parametrize("libver", LIBVERS)
def test_links_lead_nowhere_else_and_never_round(libver):
    def fill(file):
        inner = file.create_group("a/b")
        inner["back"] = file["a"]
        inner["root"] = file["/"]
        inner["array"] = [1]
        file["soft"] = h5py.SoftLink("/a/b/array")
        file["outside"] = h5py.ExternalLink("/etc/passwd", "/x")

    tree = tree_of(made(fill, libver))
    assert list(nodes_of(tree)) == ["", "a", "a/b", "a/b/array"]
    targets = {link.name: link.target for link in tree.root.links if link.target}
    assert targets == {"outside": "/etc/passwd", "soft": "/a/b/array"}


@pytest.mark.parametrize("libver", LIBVERS)
@pytest.mark.parametrize("before", [0, 512, 2048])
def test_the_superblock_tells_where_the_file_ends(libver, before):
    data = made(fill_types, libver, userblock_size=before)
    block, places = read_superblock(Window.over(data))
    assert (block.at, block.end, places.base) == (before, len(data), before)
    assert block.intact
    assert not block.moved
    assert not block.still_open
    assert len(nodes_of(tree_of(data))) == 15


def test_a_wrong_checksum_is_seen():
    data = bytearray(made(fill_types, "latest"))
    data[44] ^= 1
    assert not read_superblock(Window.over(bytes(data)))[0].intact


@pytest.mark.parametrize(("at", "value"), [(8, 4), (13, 9), (14, 0)])
def test_what_no_superblock_says(at, value):
    data = bytearray(made(fill_types))
    data[at] = value
    with pytest.raises(Malformed):
        read_superblock(Window.over(bytes(data)))


def test_a_number_is_read():
    def fill(file):
        file["step"] = np.int64(12_345)
        file["rate"] = 0.5

    tree = tree_of(made(fill))
    assert tree.number(tree.child(tree.root, "step").dataset) == 12_345


def test_a_walk_that_ends_early_says_so():
    tree = tree_of(made(fill_types))
    assert len(nodes_of(tree, most=5)) == 5
    assert tree.stopped
    assert "only 5 objects" in tree.faults[0].message


@pytest.mark.parametrize(
    ("data", "value"),
    [(b"", 0xDEADBEEF), (b"Four score and seven years ago", 0x17770551)],  # lookup3.c, driver5
)
def test_lookup3(data, value):
    assert lookup3(data) == value


def test_a_file_that_is_not_closed_says_so_in_version_3_only():
    for libver, at in (("latest", 11), ("earliest", 20)):
        data = bytearray(made(fill_types, libver))
        data[at] |= 1
        assert read_superblock(Window.over(bytes(data)))[0].still_open == (libver == "latest")


def shared_tables(groups, leaves, entries):
    """Groups with one tree for all, which names so many tables of links to all of them."""
    nothing = b"\xff" * 8

    def numbers(*values):
        return struct.pack(f"<{len(values)}Q", *values)

    names = bytes(8) + b"".join(b"n%06d\0" % n for n in range(entries))
    heap = 96 + 40 * groups
    tree = heap + 32 + len(names)
    leaf = tree + 32 + 16 * len(leaves)
    message = struct.pack("<HHB3x", 17, 16, 0) + numbers(tree, heap)
    header = struct.pack("<BBHII4x", 1, 0, 1, 1, len(message)) + message
    head = b"\x89HDF\r\n\x1a\n" + bytes(5) + b"\x08\x08\0" + struct.pack("<HHI", 4, 16, 0)
    head += numbers(0) + nothing + numbers(1 << 20) + nothing
    data = (head + numbers(0, 96, 0, 0, 0)).ljust(96, b"\0") + header * groups
    data += b"HEAP" + bytes(4) + numbers(len(names)) + nothing + numbers(heap + 32) + names
    data += b"TREE" + struct.pack("<BBH", 0, 0, len(leaves)) + nothing * 2
    size = 8 + 40 * entries
    for number in leaves:
        data += numbers(0, leaf + size * number)
    data += bytes(8)
    for _ in set(leaves):
        data += b"SNOD" + struct.pack("<BBH", 1, 0, entries)
        for number in range(entries):
            data += numbers(8 + 8 * number, 96 + 40 * (number % groups)) + bytes(24)
    return data


def test_a_table_that_stands_twice_in_a_tree_is_refused():
    tree = tree_of(shared_tables(groups=10, leaves=[0, 0], entries=10))
    assert len(nodes_of(tree)) == 1
    assert "twice" in tree.faults[0].message


def test_tables_that_all_groups_share_end_the_walk(monkeypatch):
    monkeypatch.setattr(space, "_WORK", 1 << 16)  # of 2**20, which takes seconds
    tree = tree_of(shared_tables(groups=2000, leaves=[0, 1], entries=2000))  # 8 million links
    assert len(nodes_of(tree)) < 20
    assert tree.stopped
    assert "entries of tables" in tree.faults[0].message


def test_a_superblock_of_version_1():
    """h5py reads it, but cannot write it: four bytes more than version 0, so the root moves."""
    old = made(fill_types)
    root, end = len(old), len(old) + 40
    head = old[:8] + b"\1" + old[9:24] + b"\x20\0\0\0"  # K of chunk trees, and nothing
    head += struct.pack("<6Q", 0, (1 << 64) - 1, end, (1 << 64) - 1, 0, root) + old[72:96]
    tree = tree_of(head + old[len(head) :] + old[96:136])
    assert (tree.block.version, tree.block.end) == (1, end)
    assert len(nodes_of(tree)) == 15


def test_a_superblock_of_version_2():
    tree = tree_of(made(fill_types, ("v108", "v108")))
    assert (tree.block.version, tree.block.intact) == (2, True)
    assert len(nodes_of(tree)) == 15
