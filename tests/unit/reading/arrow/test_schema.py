"""Arrow schemas that are rare, large or wrong."""

import io

import pyarrow as pa
import pytest

from mediascan.model.errors import Malformed
from mediascan.model.limits import Limits
from mediascan.reading.arrow.blocks import read_footer
from mediascan.reading.arrow.messages import read_message, schema_of
from mediascan.reading.arrow.schema import NAMES
from mediascan.reading.window import Window


def serialized(schema):
    return schema.serialize().to_pybytes()


def schema_from(data):
    return schema_of(read_message(Window.over(data, Limits()), 0))


def deep(levels):
    kind = pa.int8()
    for _ in range(levels):
        kind = pa.list_(kind)
    return kind


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        (pa.sparse_union([pa.field("a", pa.int8())]), "union<a: int8>"),
        (pa.run_end_encoded(pa.int32(), pa.string()), "run_end_encoded<int32, string>"),
        (pa.list_view(pa.int8()), "list_view<int8>"),
        (deep(12), "list<" * 8 + "..." + ">" * 8),
        (
            pa.struct([(f"m{i}", pa.int8()) for i in range(20)]),
            "struct<" + ", ".join(f"m{i}: int8" for i in range(16)) + ", ...: >",
        ),
    ],
)
def test_rare_types_are_named(kind, shown):
    assert schema_from(serialized(pa.schema([("c", kind)]))).types == {"c": shown}


def test_of_many_columns_the_first_are_kept():
    schema = schema_from(serialized(pa.schema([(f"c{i}", pa.int8()) for i in range(5000)])))
    assert schema.column_count == 5000
    assert len(schema.columns) == NAMES
    assert len(schema.types) == 64


def test_of_many_metadata_the_first_are_kept():
    many = {f"k{i}": "v" for i in range(100)}
    assert len(schema_from(serialized(pa.schema([], metadata=many))).metadata) == 64


def test_a_type_that_does_not_exist_is_malformed():
    data = serialized(pa.schema([("c", pa.list_(pa.int8()))]))
    changed = 0
    for at in range(8, len(data)):
        if data[at] == 12:  # List
            try:
                schema_from(data[:at] + b"\x63" + data[at + 1 :])
            except Malformed as bad:
                changed += "does not exist" in str(bad)
    assert changed == 1


def footer_of(data):
    length = int.from_bytes(data[-10:-6], "little")
    return Window.over(data[-10 - length : -10])


@pytest.mark.parametrize("count", [1, 100])
def test_the_footer_has_metadata_of_its_own(count):
    out = io.BytesIO()
    own = {f"k{i}": "v" for i in range(count)}
    with pa.ipc.new_file(out, pa.schema([("c", pa.int8())]), metadata=own):
        pass
    footer = read_footer(footer_of(out.getvalue()))
    assert len(footer.metadata) == min(count, 64)
    assert footer.metadata["k0"] == "v"
