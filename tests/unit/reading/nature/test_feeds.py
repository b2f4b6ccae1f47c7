"""Samples of records out of formats that have no schema in the file, or a plain one."""

import io
import json
import random
import struct
import tarfile

import fastavro
import numpy as np
import pytest

from mediascan.formats.datasets import avro, litdata, mds, npy, warc, webdataset
from mediascan.reading.window import Window

TEXTS = [f"This is the text of page {n}, and it is long enough to be read." for n in range(40)]
DRAW = random.Random(11)
SETS = {"type": "enum", "name": "Set", "symbols": ["ArXiv", "FreeLaw"]}


def facts_of(module, data):
    found = module.FORMAT.examine(Window.over(data, module.FORMAT.limits))
    assert found is not None
    return found.facts


def table(items, head=b""):
    start = 4 + 4 * (len(items) + 1) + len(head)
    places = [start + sum(map(len, items[:n])) for n in range(len(items) + 1)]
    return struct.pack(f"<I{len(places)}I", len(items), *places) + head + b"".join(items)


def shard(columns, encodings, sizes, rows):
    about = {"column_names": columns, "column_encodings": encodings, "column_sizes": sizes,
             "format": "mds", "version": 2, "compression": None}  # fmt: skip
    return table(rows, json.dumps(about).encode())


def test_mds_texts_are_read_by_their_encoding():
    rows = [struct.pack("<I", len(one)) + one.encode() + struct.pack("<q", 7) for one in TEXTS]
    facts = facts_of(mds, shard(["text", "number"], ["str", "int"], [None, 8], rows))
    assert facts["training_shape"] == "pretraining text"
    assert facts["languages"] == {"en": 40}
    low, high = facts["token_bounds"]
    assert low <= len("".join(TEXTS)) / 4 <= high


def test_litdata_items_of_one_text_are_read():
    facts = facts_of(litdata, table([struct.pack("<I", len(t)) + t.encode() for t in TEXTS]))
    assert facts["training_shape"] == "pretraining text"
    assert facts["languages"] == {"en": 40}


def test_litdata_items_of_bare_ids_are_token_ids():
    rows = [[min(50_000, int(DRAW.paretovariate(0.5))) for _ in range(256)] for _ in range(8)]
    facts = facts_of(litdata, table([struct.pack("<256H", *row) for row in rows]))
    assert facts["training_shape"] == "token ids"
    assert facts["token_count"] == 8 * 256


def test_litdata_items_that_say_nothing_are_not_guessed():
    facts = facts_of(litdata, table([DRAW.randbytes(500) for _ in range(8)]))
    assert "training_shape" not in facts


def test_a_download_of_img2dataset_is_told_by_its_json():
    file = io.BytesIO()
    keys = ("url", "caption", "key", "status", "error_message", "width", "height",
            "original_width", "original_height")  # fmt: skip
    with tarfile.open(fileobj=file, mode="w") as made:
        for n in range(4):
            about = json.dumps(dict.fromkeys(keys, f"a dog number {n} on a green field")).encode()
            for suffix, data in (("jpg", b"\xff\xd8\xff\xe0" + bytes(99)), ("json", about),
                                 ("txt", TEXTS[n].encode())):  # fmt: skip
                info = tarfile.TarInfo(f"0000{n}.{suffix}")
                info.size = len(data)
                made.addfile(info, io.BytesIO(data))
    facts = facts_of(webdataset, file.getvalue())
    assert facts["training_shape"] == "image-text"
    assert facts["corpora"] == {"img2dataset download": "structure"}
    assert facts["sample_count"] == 4


@pytest.mark.parametrize("codec", ["null", "deflate", "bzip2", "xz"])
def test_rows_of_avro_are_decoded(codec):
    schema = {"type": "record", "name": "Page", "fields": [
        {"name": "text", "type": ["null", "string"]},
        {"name": "meta", "type": {"type": "record", "name": "Meta", "fields": [
            {"name": "pile_set_name", "type": SETS}]}},
        {"name": "tags", "type": {"type": "array", "items": "string"}},
        {"name": "counts", "type": {"type": "map", "values": "double"}},
        {"name": "digest", "type": {"type": "fixed", "name": "Digest", "size": 4}},
        {"name": "good", "type": "boolean"}, {"name": "share", "type": "float"},
    ]}  # fmt: skip
    same = {"meta": {"pile_set_name": "FreeLaw"}, "tags": ["a", "b"], "counts": {"x": 1.5}}
    rows = [{"text": t, **same, "digest": b"abcd", "good": True, "share": 0.5} for t in TEXTS]
    file = io.BytesIO()
    fastavro.writer(file, schema, rows, codec=codec)
    facts = facts_of(avro, file.getvalue())
    assert facts["training_shape"] == "pretraining text"
    assert facts["corpora"] == {"The Pile": "stated"}
    assert facts["languages"] == {"en": 40}


def test_damage_of_avro_rows_leaves_the_schema():
    schema = {"type": "record", "name": "Page", "fields": [{"name": "text", "type": "string"}]}
    file = io.BytesIO()
    fastavro.writer(file, schema, [{"text": one} for one in TEXTS])
    data = file.getvalue()
    for _ in range(200):
        hurt = bytearray(data)
        for _ in range(6):
            hurt[DRAW.randrange(len(data) // 3, len(data))] = DRAW.randrange(256)
        assert facts_of(avro, bytes(hurt))["columns"] == ["text"]


def test_an_array_of_token_ids_is_told_and_other_arrays_are_not():
    words = [11, 13, 262, 286, 290, 284] * 100 + [DRAW.randrange(400, 50_000) for _ in range(2400)]
    DRAW.shuffle(words)
    for array, told in ((np.array(words, "<u2"), "GPT-2"), (np.arange(3000, dtype="<u2"), None)):
        file = io.BytesIO()
        np.save(file, array)
        facts = facts_of(npy, file.getvalue())
        assert facts.get("tokenizer") == told
        assert facts.get("token_count") == (3000 if told else None)


def test_texts_of_a_wet_file_have_languages_and_an_estimate_of_tokens():
    records = [
        f"WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: {len(t)}\r\n\r\n{t}\r\n\r\n"
        for t in TEXTS
    ]
    facts = facts_of(warc, "".join(records).encode())
    assert facts["training_shape"] == "pretraining text"
    assert facts["languages"] == {"en": 40}
    assert facts["token_bounds"][0] > 0
