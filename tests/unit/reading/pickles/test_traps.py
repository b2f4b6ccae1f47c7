"""Traps for who reads pickles without running them: each is recognised, told, and costs little."""

import io
import pickle
import struct
import time
import tracemalloc
import zipfile

import pytest

from mediascan.engine.classify import Classifier
from mediascan.formats.registry import all_formats
from mediascan.model.finding import Confidence, FaultKind, Kind
from tests.conftest import FIXTURES, reader

CLASSIFIER = Classifier(all_formats())
CALL = b"cos\nsystem\n(S'true'\ntR"
MAGIC = b"\x80\2\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19."
RUN = (FIXTURES / "formats/pytorch_legacy/tiny.pt").read_bytes()


def look(data):
    return CLASSIFIER.findings(reader(data), len(data))


def zipped():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("readme.txt", "nothing")
    return held.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"\x80\2" + CALL + b"." + zipped(),  # a reader of ZIP sees only what is behind
        b"\x80\2}." + b"\x80\2" + CALL + b".",
        b"\x80\2}." * 300 + CALL + b".",
        b"\x80\4\x8c\2os\x94\x8c\6system\x94h\0h\1\x93\x8c\4true\x85R.",
        b"\x80\4C\2osC\6system\x93\x8c\4true\x85R.",
        b"\x80\2\x82\7)R.",
        b"\x80\4h\7h\x08\x93)R.",
        b"\x80\4\x8c\x08builtins\x8c\x16object.__subclasses__x\x93)R.",
        b"(S'true'\nios\nsystem\n.",
        b"\x80\2]\x80\2" + CALL + b"0.",
        b"\x80\4\x95\xff\xff\xff\0\0\0\0\0" + CALL + b".",
        b"\x80\4\x95\3\0\0\0\0\0\0\0" + CALL + b".",
        b"\x80\2" + CALL + b"X\xff\xff\xff\xff.",
        b"\x80\2" + CALL + b"\x8b\xff\xff\xff\xff.",
        b"c__builtin__\neval\n(S'1'\ntR.",
        b"ccopy_reg\n_reconstructor\n(cos\n_wrap_close\nc__builtin__\nobject\nNtR.",
        RUN[:4] + bytes(10) + RUN[14:15] + b"\x80\2" + CALL + b".",
        MAGIC + b"\x80\2" + CALL + b".",
        pickle.dumps({"a": b"\x80\2" + CALL + b"."}, 2),
    ],
)
def test_a_call_is_told_wherever_it_hides(data):
    assert any(one.facts.get("dangerous_imports") for one in look(data))


def test_the_magic_number_of_torch_before_something_else_is_told():
    found = look(MAGIC + b"\x80\2\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19." + bytes(99))
    ours = next(one for one in found if one.format_id == "pytorch_legacy")
    assert ours.confidence is Confidence.MAGIC
    assert ours.faults[0].kind is FaultKind.MALFORMED


def test_a_tensor_larger_than_its_storage_is_told_and_not_believed():
    """Its size as torch writes it, set to 10^15 lines."""
    lines = RUN.index(b"K\2K\3\x86")
    found = look(RUN[:lines] + b"\x8a\7\0\0\xc6\xa4\x7e\x8d\3K\3\x86" + RUN[lines + 5 :])[0]
    assert found.facts["parameter_count"] <= 8
    assert any("reach beyond" in fault.message for fault in found.faults)


def test_a_replaced_class_of_a_dictionary_is_only_data_but_told():
    data = b"\x80\2ccollections\nOrderedDict\n)R}X\x09\0\0\0__class__cmymodule\nThing\nsb."
    found = look(data)[0]
    assert "mymodule.Thing" in found.facts["imports"]


BOMBS = {
    "marks": b"\x80\4" + b"(" * 500_000,
    "copies": b"\x80\4N" + b"2" * 500_000,
    "memo": b"\x80\4N" + b"\x94" * 100_000 + b".",
    "lists": b"\x80\4]" + b"]a" * 100_000 + b".",
    "calls": b"\x80\4cm\nn\n" + b")R" * 30_000 + b".",
    "frames": b"\x80\4" + (b"\x95" + bytes(8)) * 30_000 + b"N.",
    "itself": b"\x80\4]q\0" + b"(h\0e" * 60_000 + b".",
    "doubled": b"\x80\4]q\0" + b"(h\0h\0h\0h\0e]q\0(h\0h\0h\0h\0e0" * 12_000 + b".",
    "pickles in turn": b"\x80\4N." * 30_000,
    "pickles inside": b"\x80\4](" + b"C\5\x80\2K\1." * 30_000 + b"e.",
    "numbers": b"\x80\4" + (b"L" + b"9" * 2400 + b"L\n0") * 100 + b"N.",
    "one long line": b"\x80\4S'" + b"a" * 3_000_000,
    "4 GiB": b"\x80\4B\xff\xff\xff\xff" + bytes(99),
    "2^63 bytes": b"\x80\4\x8e" + struct.pack("<Q", 1 << 63) + bytes(99),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_costs_little(name):
    tracemalloc.start()
    try:
        before = time.process_time()
        look(BOMBS[name])
        spent, peak = time.process_time() - before, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert spent < 8  # seconds of a processor, with memory traced: a tenth of it without
    assert peak < 64 << 20


def test_a_harmless_pickle_is_neither_model_nor_clear():
    found = look(pickle.dumps({"a": 1}, 4))
    assert [one.kind for one in found] == [Kind.CONTAINER]  # content of the class "objects"
    assert [one.kind for one in look(pickle.dumps({"a": 1}, 0))] == [Kind.DATASET]  # a text
