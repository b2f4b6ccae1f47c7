"""Parquet facts against pyarrow's own answers, and what a file must hold to be one."""

import io
import struct
from datetime import timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pyarrow.parquet.encryption as pe
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures.makers import parquet_files
from mediascan.formats.datasets.parquet import FORMAT, examine
from mediascan.model.errors import Malformed, Truncated
from mediascan.model.finding import Confidence, FaultKind
from mediascan.reading.window import Window
from tests.conftest import FORMAT_FIXTURES
from tests.unit.formats.datasets.arrow_tables import tables

TINY = (FORMAT_FIXTURES / "parquet/tiny.parquet").read_bytes()


def look(data):
    return examine(Window.over(data, FORMAT.limits))


def written(table, **options):
    out = io.BytesIO()
    pq.write_table(table, out, **options)
    return out.getvalue()


def footer(fields):
    """A file that has nothing but a footer with these fields behind its version."""
    body = b"\x15\x02" + fields
    return b"PAR1" + body + struct.pack("<I", len(body)) + b"PAR1"


@settings(deadline=None)
@given(
    table=tables(),
    codec=st.sampled_from(["none", "snappy", "zstd", "gzip", "brotli", "lz4"]),
    row_group_size=st.integers(1, 4),
    version=st.sampled_from(["1.0", "2.6"]),
    index=st.booleans(),
)
def test_facts_are_those_of_pyarrow(table, codec, row_group_size, version, index):
    data = written(
        table,
        compression=codec,
        row_group_size=row_group_size,
        version=version,
        write_page_index=index,
        write_page_checksum=index,
    )
    said = pq.ParquetFile(io.BytesIO(data))
    found = look(data)
    assert found.confidence is Confidence.CONSISTENT
    assert not found.faults
    assert found.facts["row_count"] == said.metadata.num_rows
    assert found.facts["row_group_count"] == said.metadata.num_row_groups
    assert found.facts["producer"] == said.metadata.created_by
    assert found.facts["columns"] == said.schema_arrow.names[:64]
    assert list(found.facts["column_types"]) == said.schema_arrow.names[:64]
    chunks = [
        said.metadata.row_group(i).column(j)
        for i in range(said.num_row_groups)
        for j in range(said.metadata.num_columns)
    ]
    assert found.facts["declared_bytes"] == sum(one.total_compressed_size for one in chunks)


@pytest.mark.parametrize("name", ["tiny", "preference", "nested", "many_row_groups", "no_rows"])
def test_a_kept_fixture_holds_the_table_that_it_was_made_from(name):
    data = (FORMAT_FIXTURES / f"parquet/{name}.parquet").read_bytes()
    table = parquet_files.TABLES[f"{name}.parquet"]()
    assert pq.read_table(io.BytesIO(data)).equals(table)


@pytest.mark.parametrize("name", ["encrypted_footer", "encrypted_columns"])
def test_a_kept_encrypted_fixture_is_opened_by_its_key(name):
    data = (FORMAT_FIXTURES / f"parquet/{name}.parquet").read_bytes()
    keys = pe.CryptoFactory(parquet_files.KeyVault).file_decryption_properties(
        pe.KmsConnectionConfig(), pe.DecryptionConfiguration(cache_lifetime=timedelta(minutes=5))
    )
    table = pq.read_table(io.BytesIO(data), decryption_properties=keys)
    assert table.equals(parquet_files.TABLES[f"{name}.parquet"]())


@pytest.mark.parametrize(
    "text", [b"PAR1S IS A TOWN, AND NO TABLE", b"PAREIDOLIA: faces in clouds", b"PAR1" + bytes(40)]
)
def test_other_bytes_with_the_same_first_letters_are_not_mine(text):
    assert look(text) is None


def test_a_cut_file_is_truncated():
    for end in range(60, len(TINY) - 8):
        with pytest.raises(Truncated):
            look(TINY[:end])


def test_pages_of_every_kind_tell_a_cut_file():
    table = pa.table({"a": list(range(9))})
    for options in (
        {"use_dictionary": False},
        {"data_page_version": "2.0"},
        {"write_page_checksum": True},
        {"compression": "none"},
    ):
        with pytest.raises(Truncated):
            look(written(table, **options)[:150])


def test_a_damaged_footer_keeps_what_was_read_before():
    found = look(TINY.replace(b"\x16\x04\x19\x1c", b"\x16\x04\x19\x1f", 1))
    assert found.confidence is Confidence.MAGIC
    assert found.facts["columns"] == ["messages", "source"]
    assert [one.kind for one in found.faults] == [FaultKind.MALFORMED]


def test_a_footer_without_a_schema_is_malformed():
    found = look(footer(b"\x00"))
    assert found.confidence is Confidence.MAGIC
    assert found.faults[0].kind is FaultKind.MALFORMED


def test_two_kinds_of_magic_in_one_file_are_malformed():
    with pytest.raises(Malformed):
        look(b"PARE" + TINY[4:])


def test_a_summary_file_names_the_files_that_hold_its_rows(tmp_path):
    collected = []
    pq.write_to_dataset(
        pa.table({"text": ["a"]}),
        tmp_path,
        basename_template="part-{i}.parquet",
        metadata_collector=collected,
    )
    collected[0].set_file_path("part-0.parquet")
    out = io.BytesIO()
    collected[0].write_metadata_file(out)
    found = look(out.getvalue())
    assert found.confidence is Confidence.PARSED
    assert found.facts["members"] == ["part-0.parquet"]
    assert not found.faults


def test_of_a_wide_table_all_is_walked_and_a_sample_named():
    wide = pa.table({f"c{i}": pa.array([i]) for i in range(1500)})
    found = look(written(wide))
    assert found.confidence is Confidence.CONSISTENT
    assert len(found.facts["columns"]) == 64


@pytest.mark.parametrize(
    "body",
    [
        b"\x19\xfc\xff\xff\xff\xff\x0f" + bytes(99),  # a schema of 2**32 elements
        b"\x19\xfc\x80\x89\x7a" + bytes(2_000_001),  # of 2,000,000
        b"\x7c" + b"\x1c" * 5000,  # structs in structs
    ],
)
def test_a_bomb_in_the_footer_is_a_fault(body):
    found = look(footer(body))
    assert found.confidence is Confidence.MAGIC
    assert found.faults[0].kind in {FaultKind.LIMIT, FaultKind.MALFORMED}


def test_lists_of_two_levels_are_lists_all_the_same():
    def element(name, *, repeated=0, children=0, annotation=b""):
        kind = b"\x15" + bytes([2 * children]) if children else b""
        step = b"\x35" if children else b"\x25"
        start = b"" if children else b"\x15\x02"  # INT32
        text = b"\x18" + bytes([len(name)]) + name
        return start + step + bytes([2 * repeated]) + text + kind + annotation + b"\x00"

    lists = b"\x15\x06"  # converted type LIST
    schema = (
        element(b"root", children=1)
        + element(b"a", children=1, annotation=lists)
        + element(b"array", repeated=2)
    )
    found = look(footer(b"\x19\x3c" + schema + b"\x16\x00" + b"\x19\x0c" + b"\x00"))
    assert found.facts["column_types"] == {"a": "list<int32>"}
    assert found.confidence is Confidence.CONSISTENT
