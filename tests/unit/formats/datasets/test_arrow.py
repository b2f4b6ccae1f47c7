"""Facts of Arrow files and streams against pyarrow's own answers, and what tells them apart."""

import io

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures.makers import arrow_files
from mediascan.formats.datasets import arrow_file, arrow_stream
from mediascan.model.errors import InputFault, Truncated
from mediascan.model.finding import Confidence, FaultKind
from mediascan.model.limits import Limits
from mediascan.reading.arrow.blocks import read_footer
from mediascan.reading.window import Window
from tests.conftest import FIXTURES, FORMAT_FIXTURES
from tests.unit.formats.datasets.arrow_tables import shown, tables

STREAM = (FORMAT_FIXTURES / "arrow_stream/tiny.arrow").read_bytes()
FILE = (FORMAT_FIXTURES / "arrow_file/tiny.arrow").read_bytes()
OPTIONS = st.builds(
    pa.ipc.IpcWriteOptions,
    compression=st.sampled_from([None, "lz4", "zstd"]),
    use_legacy_format=st.booleans(),
    metadata_version=st.sampled_from(list(pa.ipc.MetadataVersion)[3:]),
)


def look(one, data, limits=None):
    return one.examine(Window.over(data, limits or one.FORMAT.limits))


@settings(deadline=None)
@given(table=tables(), options=OPTIONS)
def test_facts_are_those_of_pyarrow(table, options):
    batches = len(table.to_batches(max_chunksize=2))
    types = {name: shown(table.schema.field(name).type) for name in table.column_names[:64]}
    for one, data in (
        (arrow_stream, arrow_files.stream(table, options)),
        (arrow_file, arrow_files.file(table, options)),
    ):
        found = look(one, data)
        assert found.confidence is Confidence.CONSISTENT
        assert found.facts["row_count"] == table.num_rows
        assert found.facts["batch_count"] == batches
        assert found.facts["columns"] == table.column_names[:64]
        assert found.facts["column_types"] == types


@pytest.mark.parametrize("name", arrow_files.TABLES)
def test_a_kept_fixture_holds_the_table_that_it_was_made_from(name):
    data = io.BytesIO((FIXTURES / name).read_bytes())
    opened = pa.ipc.open_stream(data) if "stream" in name else pa.ipc.open_file(data)
    table = opened.read_all()
    expected = arrow_files.TABLES[name]()
    assert table.equals(expected, check_metadata=True)


def test_a_stream_cut_short_tells_the_rows_of_its_whole_batches():
    looks_whole = []
    for end in range(288, len(STREAM)):
        found = look(arrow_stream, STREAM[:end])
        assert found.facts["row_count"] == 2 * found.facts["batch_count"]
        if found.faults:
            assert [one.kind for one in found.faults] == [FaultKind.TRUNCATED]
            assert found.confidence is Confidence.PARSED
        else:
            looks_whole.append(found.facts["row_count"])
    assert looks_whole == [0, 2, 4, 6]  # as good as a stream that was closed between two batches


def test_a_stream_cut_in_its_schema_is_truncated():
    for end in range(40, 280):
        with pytest.raises(Truncated):
            look(arrow_stream, STREAM[:end])


def test_a_file_cut_short_is_read_as_the_stream_in_it():
    found = look(arrow_file, FILE[:-1])
    assert [one.kind for one in found.faults] == [FaultKind.TRUNCATED]
    assert found.facts["row_count"] == 4
    assert found.facts["columns"] == ["messages", "label"]


@pytest.mark.parametrize(
    "data",
    [
        b"\xff" * 4096,
        b"\xff" * 4 + bytes(64),
        b"\xff" * 4 + b"\x40\0\0\0" + b"\x10\0\0\0" + bytes(64),
        b"\xff\xff\xff\xff\x70\0\0\0",
    ],
)
def test_blank_flash_is_no_stream(data):
    assert look(arrow_stream, data) is None


def test_a_tensor_is_no_stream():
    out = pa.BufferOutputStream()
    pa.ipc.write_tensor(pa.Tensor.from_numpy(np.zeros(4)), out)
    assert look(arrow_stream, out.getvalue().to_pybytes()) is None


def test_a_limit_is_said_and_the_rows_before_it_are_a_sample():
    table = pa.table({"text": ["a"] * 40})
    stream = look(arrow_stream, arrow_files.stream(table), Limits(count=5))
    file = look(arrow_file, arrow_files.file(table), Limits(count=5))
    for found in (stream, file):
        assert [one.kind for one in found.faults] == [FaultKind.LIMIT]
        assert "row_count" not in found.facts
    assert stream.facts["sampled_rows"] == 10
    assert file.facts["batch_count"] == 20


def test_a_batch_listed_twice_is_not_counted_twice():
    window = Window.over(FILE)
    length = int.from_bytes(FILE[-10:-6], "little")
    footer = read_footer(window.cut(len(FILE) - 10 - length, length))
    one, other = [block[0].to_bytes(8, "little") for block in footer.blocks()][-2:]
    at = FILE.rindex(other)
    found = look(arrow_file, FILE[:at] + one + FILE[at + 8 :])
    assert [fault.kind for fault in found.faults] == [FaultKind.MALFORMED]
    assert found.facts["sampled_rows"] == 2


def test_a_row_count_that_its_columns_deny_is_malformed():
    batch = STREAM.index(b"\xff\xff\xff\xff", 4)
    rows = STREAM.index((2).to_bytes(8, "little"), batch)
    found = look(arrow_stream, STREAM[:rows] + b"\x7f" * 7 + STREAM[rows + 7 :])
    assert [one.kind for one in found.faults] == [FaultKind.MALFORMED]
    assert found.facts["sampled_rows"] == 0


@pytest.mark.parametrize(("one", "data"), [(arrow_stream, STREAM), (arrow_file, FILE)])
def test_no_changed_byte_changes_the_rows_of_a_consistent_finding(one, data):
    rows = look(one, data).facts["row_count"]
    for at in range(len(data)):
        try:
            found = look(one, data[:at] + bytes([data[at] ^ 0x81]) + data[at + 1 :])
        except InputFault:
            continue
        if found is not None and found.confidence is Confidence.CONSISTENT:
            assert found.facts["row_count"] == rows
