"""Nodes at the end of a data file are found, even in files made to hide or to repeat them."""

import struct

import pytest

from mediascan.reading.jax.ocdbt_tree import nodes_at_the_end
from mediascan.reading.window import Window
from tests.conftest import FORMAT_FIXTURES

NODE = (FORMAT_FIXTURES / "ocdbt_node" / "tiny").read_bytes()
EMPTY = b"\x0c\xdb\x20\xde" + struct.pack("<Q", 18) + bytes(6)


@pytest.mark.parametrize(
    ("data", "at"),
    [
        (b"values" + NODE, 6),
        (b"values" + NODE + NODE, 6),
        (b"\x0c\xdb\x20\xde" * 3 + NODE, 12),  # magics that head nothing
        (NODE + b"behind", -1),
        (b"", -1),
        (bytes(1 << 19), -1),
        (EMPTY * 20_000 + b"x", -1),  # each a row that leads nowhere
    ],
)
def test_where_they_start(data, at):
    assert nodes_at_the_end(Window.over(data)) == at
