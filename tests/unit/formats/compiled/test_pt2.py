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
        "net/data/aotinductor/model/abc_metadata.json": b"{}",
    })  # fmt: skip
    assert found.facts["producer"] == "AOTInductor"
    assert found.facts["code_members"] == ["data/aotinductor/model/abc.so"]
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
