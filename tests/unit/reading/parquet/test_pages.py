"""The first rows of Parquet files, against the library that wrote them."""

import io
import random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mediascan.formats.datasets import parquet
from mediascan.model.finding import Confidence
from mediascan.reading.encodings.thrift import CompactReader
from mediascan.reading.nature.sample import Sample
from mediascan.reading.parquet import pages
from mediascan.reading.parquet.footer import Footer
from mediascan.reading.parquet.levels import hybrid
from mediascan.reading.window import Window

ROWS = 40
TABLE = pa.table(
    {
        "text": [f"text number {n} " * (n % 7 + 1) for n in range(ROWS)],
        "maybe": [None if n % 3 == 0 else f"m{n % 5}" for n in range(ROWS)],
        "number": list(range(ROWS)),
        "share": [n / 4 for n in range(ROWS)],
        "flag": [n % 2 == 0 for n in range(ROWS)],
        "messages": [[{"role": "user", "content": f"c{n}"}] * (n % 3) for n in range(ROWS)],
        "ids": [list(range(n)) for n in range(ROWS)],
        "meta": [{"source": f"s{n % 2}"} for n in range(ROWS)],
        "fixed": pa.array([bytes([n] * 4) for n in range(ROWS)], pa.binary(4)),
    }
)


def written(table=TABLE, **options):
    file = io.BytesIO()
    pq.write_table(table, file, **options)
    return file.getvalue()


def footer_of(data):
    length = int.from_bytes(data[-8:-4], "little")
    footer = Footer(len(data) - 8 - length)
    footer.read(CompactReader(Window.over(data).cut(footer.data_end, length)))
    return footer


def rows_of(data, monkeypatch):
    rows = []
    monkeypatch.setattr(Sample, "add", lambda _, record: rows.append(record))
    pages.sample_rows(Window.over(data), footer_of(data))
    return rows


@pytest.mark.parametrize("codec", ["none", "snappy", "gzip", "zstd", "lz4"])
@pytest.mark.parametrize("dictionary", [True, False])
@pytest.mark.parametrize("version", ["1.0", "2.0"])
def test_rows_are_those_that_were_written(codec, dictionary, version, monkeypatch):
    data = written(compression=codec, use_dictionary=dictionary, data_page_version=version)
    rows = rows_of(data, monkeypatch)
    assert len(rows) == ROWS
    for row, truth in zip(rows, TABLE.to_pylist(), strict=True):
        for name in ("text", "maybe", "number", "share", "flag", "ids", "meta", "fixed"):
            assert row[name] == truth[name], name
        assert row["messages"]["content"] == [one["content"] for one in truth["messages"]]


def test_a_codec_that_is_not_read_leaves_the_columns(monkeypatch):
    assert rows_of(written(compression="brotli"), monkeypatch) == []
    found = parquet.FORMAT.examine(Window.over(written(compression="brotli")))
    assert found.confidence == Confidence.CONSISTENT
    assert found.facts["training_shape"] == "token ids" or found.facts["columns"]


def test_an_encoding_that_is_not_read_leaves_the_other_columns(monkeypatch):
    data = written(
        use_dictionary=False, column_encoding={"text": "DELTA_BYTE_ARRAY", "number": "PLAIN"}
    )
    rows = rows_of(data, monkeypatch)
    assert "text" not in rows[0]
    assert rows[3]["number"] == 3


def test_random_damage_between_the_magics_is_no_accident():
    data = written(compression="snappy")
    draw = random.Random(4)
    end = footer_of(data).data_end
    for _ in range(300):
        hurt = bytearray(data)
        for _ in range(8):
            hurt[draw.randrange(4, end)] = draw.randrange(256)
        found = parquet.FORMAT.examine(Window.over(bytes(hurt)))
        assert found.facts["row_count"] == ROWS


@pytest.mark.parametrize("width", [0, 1, 3, 8, 17, 32])
def test_packed_numbers_are_read_bit_by_bit(width):
    draw = random.Random(width)
    numbers = [draw.randrange(1 << width) for _ in range(256)]
    packed = sum(one << (width * at) for at, one in enumerate(numbers))
    data = bytes([65]) + packed.to_bytes(32 * width, "little")
    assert hybrid(data, width, 256) == numbers


def test_a_run_of_a_billion_is_cut_to_what_was_asked_for():
    assert hybrid(b"\xfe\xff\xff\xff\x0f\x01", 1, 9) == [1] * 9
