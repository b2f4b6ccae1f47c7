"""PT2 archives of both layouts, and compiled ones."""

import json
import zipfile
from io import BytesIO

import pytest

from mediascan.formats.compiled.pt2 import examine
from mediascan.model.finding import Confidence, Kind
from mediascan.reading.window import Window
from tests.conftest import FORMAT_FIXTURES

TINY = (FORMAT_FIXTURES / "pt2" / "tiny.pt2").read_bytes()
CONSTANTS = b"""
    constants_info_[0].name = "constant_0_weight";
    constants_info_[0].dtype = cached_torch_dtype_float32;
    constants_info_[0].offset = 0;
    constants_info_[0].shape = {4, 8};
    constants_info_[0].stride = {8, 1};
    constants_info_[0].original_fqn = "0.weight";
"""  # as torch 2.13 writes it


def packed(members):
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return examine(Window.over(out.getvalue()))


def program():
    with zipfile.ZipFile(BytesIO(TINY)) as archive:
        return archive.read("exported/models/model.json")


def test_the_layout_before_2_8():
    found = packed({
        "serialized_exported_program.json": program(),
        "serialized_state_dict.pt": b"x" * 64,
        "version": b"8.3",
    })  # fmt: skip
    assert found.confidence is Confidence.CONSISTENT
    assert found.facts["parameter_count"] == 52
    assert found.facts["inputs"] == ["x: float32 [1, 4]"]


def test_what_aotinductor_compiled_is_code():
    found = packed({
        "net/archive_format": b"pt2",
        "net/data/aotinductor/model/abc.so": b"\x7fELF" + bytes(60),
        "net/data/aotinductor/model/abc.cpp": CONSTANTS,
        "net/data/aotinductor/model/abc_metadata.json": b'{"AOTI_DEVICE_KEY": "cuda", "x": 1}',
    })  # fmt: skip
    assert found.facts["producer"] == "AOTInductor"
    assert found.facts["code_members"][0] == "data/aotinductor/model/abc.so"
    assert found.facts["target"] == "cuda"
    assert found.facts["tensors"] == [{"name": "0.weight", "dtype": "float32", "shape": [4, 8]}]
    assert found.kind is Kind.CHECKPOINT


@pytest.mark.parametrize("text", [b"", b"{}", b"[1]", b"not json", b'{"graph_module": 3}'])
def test_another_program_is_told_as_a_fault_or_is_none(text):
    found = packed({"net/archive_format": b"pt2", "net/models/model.json": text})
    assert found.confidence is Confidence.PARSED
    assert packed({"serialized_exported_program.json": text}) is None


def test_an_operator_of_another_library_is_custom():
    whole = json.loads(program())
    whole["graph_module"]["graph"]["nodes"][0]["target"] = "torch.ops.mylib.fused.default"
    found = packed({"serialized_exported_program.json": json.dumps(whole)})
    assert found.facts["custom_operators"] == ["mylib.fused.default"]
