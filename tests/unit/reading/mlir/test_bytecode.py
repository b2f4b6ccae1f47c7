"""MLIR's numbers, and headers that only start like bytecode."""

import pytest

from mediascan.reading.mlir.bytecode import MAGIC, _Varints, read_bytecode
from mediascan.reading.window import Window
from tests.conftest import FORMAT_FIXTURES


@pytest.mark.parametrize(
    ("data", "value"),  # by https://mlir.llvm.org/docs/BytecodeFormat/, "Variable-Width Integers"
    [
        (b"\x01", 0),
        (b"\xff", 127),
        (b"\x02\x02", 128),
        (b"\xfe\xff", (1 << 14) - 1),
        (b"\x04\x00\x02", 1 << 14),
        (b"\x00" + b"\xff" * 8, (1 << 64) - 1),
    ],
)
def test_numbers(data, value):
    numbers = _Varints(data)
    assert numbers.next() == value
    assert numbers.at == len(data)


@pytest.mark.parametrize("rest", [b"", b"\x0d", b"\xffproducer\0\x01", b"\x0d\x01\x02\x03\0\0\0\0"])
def test_what_only_starts_like_bytecode(rest):
    assert read_bytecode(Window.over(MAGIC + rest)) is None


def test_the_operations_that_jax_wrote():
    data = (FORMAT_FIXTURES / "mlir_bytecode" / "tiny.mlirbc").read_bytes()
    found = read_bytecode(Window.over(data))
    assert found.dialects["vhlo"] == [
        *("func_v1", "tanh_v2", "transpose_v1", "dot_general_v2", "return_v1")
    ]
    assert found.end == len(data)
    assert not found.fault


def sections(*parts):
    return read_bytecode(Window.over(MAGIC + b"\x0dp\0" + b"".join(parts)))


def test_an_aligned_section_starts_where_its_place_is_a_multiple():
    found = sections(b"\x85\x09\x21" + b"\xcb" * 6 + b"\xcb\x01\x02\x03")  # 4 bytes at 16
    assert found.sections == {5: (16, 4)}
    assert not found.fault


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (b"\x00\xff\x01", "lacks"),  # a section of 127 bytes
        (b"\x20\x01", "section 32"),
        (b"\x85\x01\x03", "aligned to 1"),
        (b"\x00\x05\xff\x01", "127 strings"),
        (b"\x00\x07\x03\xff\x01", "a string of 127 bytes"),
        (b"\x01\x05\x03\x0d", "string 3 of 0"),  # a dialect whose name is not there
    ],
)
def test_sections_that_lie_are_told(part, said):
    assert said in sections(part).fault.message
