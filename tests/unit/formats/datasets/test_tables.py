"""Our numbers against those of the formats' own libraries."""

import io
from collections import Counter

import fastavro
import lmdb
import pyarrow as pa
import pytest
from pyarrow import orc as pyarrow_orc
from warcio.archiveiterator import ArchiveIterator

from mediascan.formats.datasets import avro, csv_gzip, json_array_gzip, orc, warc, warc_gzip
from mediascan.formats.datasets import lmdb as ours
from mediascan.model.finding import Confidence, FaultKind
from mediascan.reading.window import Window
from tests.conftest import FORMAT_FIXTURES


@pytest.mark.parametrize(
    ("one", "name"),
    [
        (warc, "warc/tiny.warc"),
        (warc, "warc/texts.warc.wet"),
        (warc_gzip, "warc_gzip/tiny.warc.gz"),
    ],
)
def test_records_of_a_crawl_are_those_of_warcio(one, name):
    data = (FORMAT_FIXTURES / name).read_bytes()
    records = Counter(record.rec_type for record in ArchiveIterator(io.BytesIO(data)))
    facts = one.examine(Window.over(data)).facts
    assert facts["record_types"] == dict(records)
    assert facts["row_count"] == sum(records.values())


def test_pages_of_a_long_crawl_are_estimated():
    data = (FORMAT_FIXTURES / "warc" / "tiny.warc").read_bytes()
    first = data.index(b"WARC/1.1", 8)
    many = data[:first] + data[first:] * 1000
    facts = warc.examine(Window.over(many)).facts
    assert "sample_count" not in facts
    assert abs(facts["estimated_sample_count"] - 3000) < 15


@pytest.mark.parametrize("codec", ["null", "deflate"])
def test_rows_of_avro_are_those_written(codec):
    schema = {"type": "record", "name": "R", "fields": [{"name": "text", "type": "string"}]}
    out = io.BytesIO()
    rows = [{"text": "t" * (n % 50)} for n in range(5000)]
    fastavro.writer(out, fastavro.parse_schema(schema), rows, codec=codec, sync_interval=900)
    found = avro.examine(Window.over(out.getvalue()))
    assert (found.facts["row_count"], found.confidence) == (5000, Confidence.CONSISTENT)
    assert found.facts["batch_count"] > 100 or codec == "deflate"


@pytest.mark.parametrize("codec", ["uncompressed", "zlib", "snappy", "zstd"])
def test_rows_and_columns_of_orc_are_those_written(codec):
    columns = {f"column_{n}": pa.array(range(20_000), pa.int64()) for n in range(40)}
    out = io.BytesIO()
    pyarrow_orc.write_table(pa.table(columns), out, compression=codec, stripe_size=1 << 16)
    found = orc.examine(Window.over(out.getvalue()))
    assert found.facts["row_count"] == 20_000
    assert found.facts["columns"] == list(columns)
    assert found.confidence is Confidence.CONSISTENT


def test_an_lmdb_tree_of_many_pages_is_walked_to_both_ends(tmp_path):
    with lmdb.open(str(tmp_path), map_size=1 << 26) as store:
        with store.begin(write=True) as change:
            for n in range(20_000):
                change.put(b"%08d" % n, b"\x89PNG\r\n\x1a\n" + bytes(60))
            change.put(b"num-samples", b"20000")
            change.put(b"zz", bytes(9000))  # in pages of its own
        depth = store.stat()["depth"]
    found = ours.examine(Window.over((tmp_path / "data.mdb").read_bytes()))
    assert depth > 2
    assert (found.facts["row_count"], found.facts["sample_count"]) == (20_002, 20_000)
    assert found.facts["inner_format"] == "png"
    assert found.confidence is Confidence.CONSISTENT


def test_an_lmdb_tree_whose_pages_lead_in_a_circle_ends(tmp_path):
    with lmdb.open(str(tmp_path), map_size=1 << 24) as store, store.begin(write=True) as change:
        for n in range(2000):
            change.put(b"%08d" % n, bytes(50))
    data = bytearray((tmp_path / "data.mdb").read_bytes())
    root = int.from_bytes(data[4096 + 128 : 4096 + 136], "little")
    node = root * 4096 + int.from_bytes(data[root * 4096 + 16 :][:2], "little")
    data[node : node + 4] = root.to_bytes(4, "little")
    found = ours.examine(Window.over(bytes(data)))
    assert [fault.kind for fault in found.faults] == [FaultKind.LIMIT]


@pytest.mark.parametrize(
    ("one", "name"),
    [
        (warc_gzip, "warc_gzip/tiny.warc.gz"),
        (json_array_gzip, "json_array_gzip/tiny.json.gz"),
        (csv_gzip, "csv_gzip/tiny.csv.gz"),
    ],
)
def test_what_follows_a_packed_table_is_told(one, name):
    data = (FORMAT_FIXTURES / name).read_bytes()
    padded = one.examine(Window.over(data + bytes(500)))
    assert padded.facts["row_count"]
    assert not padded.faults
    found = one.examine(Window.over(data + b"hidden" * 20))
    assert found.facts["trailing_bytes"] == 120
    assert [fault.kind for fault in found.faults] == [FaultKind.MALFORMED]
