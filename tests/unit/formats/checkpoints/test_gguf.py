"""Facts of GGUF files against what the format's own library says, and damage of each kind."""

import struct
import time

import gguf
import pytest

from mediascan.formats.checkpoints.gguf import FORMAT, examine
from mediascan.model.errors import Malformed
from mediascan.model.finding import Confidence, FaultKind, Link
from mediascan.reading.gguf.tensor_types import TENSOR_TYPES
from mediascan.reading.window import Window
from tests.conftest import FORMAT_FIXTURES

FOLDER = FORMAT_FIXTURES / "gguf"
READABLE = [  # what the library reads: it refuses version 1, and cut files
    "tiny.gguf",
    "big_endian.gguf",
    "quantized.gguf",
    "training.gguf",
    "every_value_type.gguf",
    "shard-00001-of-00003.gguf",
    "shard-00002-of-00003.gguf",
    "shard-00003-of-00003.gguf",
]


def look(data):
    return examine(Window.over(data, FORMAT.limits))


def named(name):
    return (FOLDER / name).read_bytes()


def header(*, tensors=0, pairs=0, body=b""):
    return b"GGUF" + struct.pack("<IQQ", 3, tensors, pairs) + body


def tensor(name, *shape, kind=0, offset=0):
    dims = struct.pack(f"<{len(shape)}Q", *shape)
    named_so = struct.pack("<Q", len(name)) + name
    return named_so + struct.pack("<I", len(shape)) + dims + struct.pack("<IQ", kind, offset)


def pair(key, kind, value):
    return struct.pack("<Q", len(key)) + key + struct.pack("<I", kind) + value


@pytest.mark.parametrize("name", READABLE)
def test_facts_are_those_of_the_official_reader(name):
    theirs = gguf.GGUFReader(FOLDER / name)
    ours = look(named(name))
    assert ours.confidence is Confidence.CONSISTENT
    weights = [t for t in theirs.tensors if not t.name.startswith("optimizer.")]
    assert ours.facts["tensor_count"] == len(theirs.tensors)
    assert ours.facts["parameter_count"] == sum(t.n_elements for t in weights)
    assert [(t["name"], t["dtype"], t["shape"]) for t in ours.facts.get("tensors", [])] == [
        (t.name, t.tensor_type.name, t.shape.tolist()[::-1]) for t in theirs.tensors
    ]
    keys = {key for key in theirs.fields if not key.startswith("GGUF.")}
    assert set(ours.facts["metadata"]) == keys
    if field := theirs.get_field("general.architecture"):
        assert ours.facts["architecture"] == field.contents()


def test_the_table_of_types_is_the_official_one():
    for kind, (elements, size) in gguf.constants.GGML_QUANT_SIZES.items():
        if kind.name != "Q8_1":  # 36 in ggml-common.h, 40 in gguf-py; never stored
            assert TENSOR_TYPES[kind] == (kind.name, elements, size)


def test_the_shards_of_a_model_link_to_each_other():
    links = [look(named(name)).links for name in READABLE[-3:]]
    key = "3 shards, 4 tensors"
    assert links == [(Link("shard", key, n, 3, from_name=False),) for n in range(3)]


@pytest.mark.parametrize(
    "data", [b"GGUF", b"GGUF is a format", b"GGUF" + bytes(40), b"GGUF\n\n\n\n"]
)
def test_text_that_starts_with_the_magic_is_not_mine(data):
    assert look(data) is None


def test_a_later_version_is_malformed():
    with pytest.raises(Malformed):
        look(b"GGUF" + struct.pack("<IQQ", 4, 0, 0))


def test_a_vocabulary_is_counted_and_not_held():
    tokens = struct.pack("<Q", 5) + b"token"
    count = 430_000
    value = struct.pack("<IQ", 8, count) + tokens * count
    data = header(pairs=1, body=pair(b"tokenizer.ggml.tokens", 9, value))
    start = time.perf_counter()
    found = look(data)
    assert time.perf_counter() - start < 2
    assert found.facts["vocabulary_size"] == count
    assert found.confidence is Confidence.CONSISTENT


def test_texts_longer_than_a_page_are_passed():
    value = struct.pack("<IQ", 8, 30) + (struct.pack("<Q", 100_000) + bytes(100_000)) * 30
    found = look(header(pairs=1, body=pair(b"k", 9, value)))
    assert found.confidence is Confidence.CONSISTENT


@pytest.mark.parametrize("length", [1 << 63, (1 << 64) - 1, 30])
@pytest.mark.parametrize("kind", [8, 9])
def test_a_length_beyond_the_end_is_truncated(kind, length):
    text = struct.pack("<Q", length) + bytes(20)
    value = text if kind == 8 else struct.pack("<I", 8) + text
    found = look(header(pairs=1, body=pair(b"k", kind, value)))
    assert [f.kind for f in found.faults] == [FaultKind.TRUNCATED]
    assert found.confidence is Confidence.MAGIC


@pytest.mark.parametrize(
    "data",
    [
        header(pairs=1, body=pair(b"k", 13, bytes(8))),
        header(pairs=1, body=pair(b"k", 9, struct.pack("<IQ", 9, 0))),
        header(pairs=1, body=pair(b"k", 7, b"\x02")),
        header(pairs=1, body=pair(b"", 7, b"\x01")),
        header(pairs=1, body=pair(b"\xff", 7, b"\x01")),
        header(pairs=1, body=struct.pack("<Q", 65_536) + bytes(70_000)),
        header(pairs=1, body=pair(b"general.alignment", 4, struct.pack("<I", 0))),
        header(pairs=1, body=pair(b"general.alignment", 4, struct.pack("<I", 33))),
        header(tensors=1, body=tensor(b"w", 1, 1, 1, 1, 1)),
        header(tensors=1, body=tensor(b"w", 1 << 32, 1 << 32)),
    ],
)
def test_a_forbidden_field_is_malformed(data):
    found = look(data)
    assert [f.kind for f in found.faults] == [FaultKind.MALFORMED]
    assert found.confidence is Confidence.MAGIC


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (header(pairs=2, body=pair(b"k", 0, b"\x01") * 2), "twice"),
        (header(tensors=2, body=tensor(b"w", 0) * 2), "twice"),
        (header(tensors=1, body=tensor(b"w", 8, offset=8) + bytes(103)), "aligned"),
        (header(tensors=1, body=tensor(b"w", 33, kind=2)) + bytes(103), "rows"),
        (header(tensors=1, body=tensor(b"w", 8, offset=32)) + bytes(103), "covers 32 bytes"),
        (header(tensors=2, body=tensor(b"v", 8) + tensor(b"w", 8)) + bytes(103), "overlap"),
    ],
)
def test_what_contradicts_itself_is_said(data, word):
    found = look(data)
    assert word in found.faults[0].message
    assert found.confidence is Confidence.PARSED


def test_tensors_may_stand_in_any_order():
    body = tensor(b"v", 8, offset=32) + tensor(b"w", 8)
    found = look(header(tensors=2, body=body) + bytes(-(24 + len(body)) % 32 + 64))
    assert found.confidence is Confidence.CONSISTENT


@pytest.mark.parametrize("padding", [0, 12])
def test_the_last_padding_may_be_missing(padding):
    body = tensor(b"w", 5)
    found = look(header(tensors=1, body=body) + bytes(-(24 + len(body)) % 32 + 20 + padding))
    assert found.confidence is Confidence.CONSISTENT


def test_a_type_of_a_fork_is_counted_but_its_size_is_not_known():
    body = (
        tensor(b"v", 7, kind=99) + tensor(b"w", 8, offset=64) + tensor(b"x", 4, kind=99, offset=96)
    )
    found = look(header(tensors=3, body=body) + bytes(400))
    assert found.facts["dtypes"] == {"type 99": 11, "F32": 8}
    assert found.confidence is Confidence.PARSED
    assert not found.faults


def test_a_part_of_the_tensors_is_not_summed():
    whole = named("tiny.gguf")
    found = look(whole[: whole.index(b"output_norm")])
    assert len(found.facts["tensors"]) == 3
    assert "parameter_count" not in found.facts
    assert found.facts["vocabulary_size"] == 32


def test_a_part_of_a_model_names_its_keys_after_itself():
    value = struct.pack("<I", 24)
    pairs = pair(b"general.architecture", 8, struct.pack("<Q", 4) + b"clip")
    pairs += pair(b"clip.vision.block_count", 4, value)
    assert look(header(pairs=2, body=pairs)).facts["layer_count"] == 24


def test_many_bytes_of_a_long_text_are_not_kept():
    text = "\u6f22" * 1_000_000
    raw = text.encode()
    value = struct.pack("<Q", len(raw)) + raw
    found = look(header(pairs=1, body=pair(b"tokenizer.chat_template", 8, value)))
    assert found.facts["metadata"]["tokenizer.chat_template"].startswith(text[:512])
    assert len(found.facts["metadata"]["tokenizer.chat_template"]) < 1000
