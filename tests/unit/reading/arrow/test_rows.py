"""The first rows of Arrow data, against the library that wrote them."""

import io
import random

import pyarrow as pa
import pytest

from mediascan.formats.datasets import arrow_file, arrow_stream
from mediascan.reading.arrow import rows
from mediascan.reading.nature.sample import Sample
from mediascan.reading.window import Window

ROWS = 40
TABLE = pa.table(
    {
        "text": [f"text number {n} " * (n % 7 + 1) for n in range(ROWS)],
        "maybe": [None if n % 3 == 0 else f"m{n % 5}" for n in range(ROWS)],
        "large": pa.array([f"l{n}" for n in range(ROWS)], pa.large_string()),
        "number": list(range(ROWS)),
        "small": pa.array([n % 9 for n in range(ROWS)], pa.uint8()),
        "share": [n / 4 for n in range(ROWS)],
        "flag": [n % 2 == 0 for n in range(ROWS)],
        "when": pa.array(list(range(ROWS)), pa.timestamp("s")),
        "messages": [[{"role": "user", "content": f"c{n}"}] * (n % 3) for n in range(ROWS)],
        "ids": [list(range(n)) for n in range(ROWS)],
        "vector": pa.array([[n, 1.5] for n in range(ROWS)], pa.list_(pa.float32(), 2)),
        "meta": [{"source": f"s{n % 2}"} for n in range(ROWS)],
        "fixed": pa.array([bytes([n] * 4) for n in range(ROWS)], pa.binary(4)),
        "coded": pa.array([f"k{n % 3}" for n in range(ROWS)]).dictionary_encode(),
        "last": [b"\xff\xd8\xff" + bytes([n]) for n in range(ROWS)],
    }
)
UNREAD = ("when", "coded")


def written(stream, compression=None):
    file = io.BytesIO()
    options = pa.ipc.IpcWriteOptions(compression=compression)
    make = pa.ipc.new_stream if stream else pa.ipc.new_file
    with make(file, TABLE.schema, options=options) as writer:
        writer.write_table(TABLE)
    return file.getvalue()


@pytest.mark.parametrize("compression", [None, "zstd", "lz4"])
@pytest.mark.parametrize("stream", [True, False])
def test_rows_are_those_that_were_written(stream, compression, monkeypatch):
    kept = []
    monkeypatch.setattr(Sample, "add", lambda _, record: kept.append(record))
    module = arrow_stream if stream else arrow_file
    assert module.FORMAT.examine(Window.over(written(stream, compression), module.FORMAT.limits))
    assert len(kept) == ROWS
    for row, truth in zip(kept, TABLE.to_pylist(), strict=True):
        assert {k: v for k, v in row.items() if k not in UNREAD} == {
            k: v for k, v in truth.items() if k not in UNREAD
        }


@pytest.mark.parametrize("compression", [None, "zstd", "lz4"])
def test_random_damage_of_the_batch_is_no_accident(compression):
    data = written(stream=True, compression=compression)
    draw = random.Random(4)
    for _ in range(300):
        hurt = bytearray(data)
        for _ in range(8):
            hurt[draw.randrange(len(data) // 3, len(data))] = draw.randrange(256)
        assert arrow_stream.FORMAT.examine(Window.over(bytes(hurt), arrow_stream.FORMAT.limits))


def test_a_column_that_is_not_read_ends_the_sample_and_not_the_file():
    views = pa.table(
        {"text": ["a page of text"] * 9, "view": pa.array(["v"] * 9, pa.string_view())}
    )
    file = io.BytesIO()
    with pa.ipc.new_stream(file, views.schema) as writer:
        writer.write_table(views)
    found = arrow_stream.FORMAT.examine(Window.over(file.getvalue(), arrow_stream.FORMAT.limits))
    assert found.facts["training_shape"] == "pretraining text"
    assert found.facts["row_count"] == 9
    assert rows.sample_rows(Window.over(b""), None, 0) is None
