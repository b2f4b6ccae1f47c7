"""One magic, many programs: each is told by where its words and its first tensor come out whole."""

import struct

import pytest

from mediascan.formats.checkpoints.ggml import FORMAT, examine
from mediascan.model.errors import InputFault
from mediascan.model.finding import Confidence
from mediascan.reading.ggml.layouts import LAYOUTS, WITH_SCORES
from mediascan.reading.window import Window

WORDS = 50
SIZES = {"vocabulary": WORDS, "hidden": 64, "heads": 4, "layers": 3, "context": 128, "rotated": 16}
SIZES |= {"ftype": 1, "multiple": 256, "mels": 80, "intermediate": 256, "parallel": 1}
TENSOR = struct.pack("<III2I", 2, 8, 1, 4, 2) + b"a.weight" + bytes(16)


def packed(layout, magic=b"lmgg", **changed):
    sizes = SIZES | changed
    data = magic + struct.pack("<I", 1) * (magic != b"lmgg")
    data += struct.pack(f"<{len(layout.fields)}i", *(sizes.get(one, 0) for one in layout.fields))
    if "mels" in layout.fields:
        data += struct.pack("<ii", sizes["mels"], 2) + bytes(4 * 2 * sizes["mels"])
    data += struct.pack("<i", WORDS) * layout.counted
    for word in (b"a", b"bc", b"", b"def", b"g") * (WORDS // 5):
        data += struct.pack("<I", len(word)) + word + bytes(4) * layout.scores
    return data


def look(data):
    return examine(Window.over(data, FORMAT.limits))


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda one: one.program)
def test_each_program_is_told_by_its_settings(layout):
    found = look(packed(layout) + TENSOR)
    assert found.confidence is Confidence.CONSISTENT
    assert found.facts["producer"] == layout.program
    told = [found.facts[word] for word in ("layer_count", "hidden_size", "head_count")]
    assert told == [3, 64, 4]
    assert (found.facts["vocabulary_size"], found.facts["parameter_count"]) == (WORDS, 8)


def test_words_with_scores_are_those_of_later_magics():
    found = look(packed(WITH_SCORES[0], b"fmgg") + TENSOR)
    assert (found.facts["version"], found.confidence) == ("ggmf 1", Confidence.CONSISTENT)


@pytest.mark.parametrize("name", ["vocabulary", "hidden", "heads", "layers"])
@pytest.mark.parametrize("value", [0, -1, (1 << 31) - 1])
def test_made_up_settings_are_no_model(name, value):
    with pytest.raises(InputFault):
        look(packed(LAYOUTS[1], **{name: value}) + TENSOR)


def test_a_damaged_tensor_leaves_what_stood_before_it():
    found = look(packed(LAYOUTS[2]) + TENSOR + bytes(20))
    assert (found.confidence, found.facts["tensor_count"]) == (Confidence.PARSED, 1)
    assert "no tensor at" in found.faults[0].message


@pytest.mark.parametrize("data", [b"tjgg" + bytes(60), b"nsgg" + bytes(60), b"algg" + bytes(60)])
def test_a_magic_alone_is_nothing(data):
    assert look(data) is None
