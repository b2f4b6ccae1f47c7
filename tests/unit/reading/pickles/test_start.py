"""Which bytes are taken for a pickle: those that an unpickler would run, and no text."""

import pickle
import pickletools

import pytest

from mediascan.reading.pickles.start import FIRST_OPCODES, pickles_of
from mediascan.reading.window import Window

CALL = b"cos\nsystem\n(S'true'\ntR"


def found(data):
    return pickles_of(Window.over(data))


@pytest.mark.parametrize(
    "data",
    [
        *(pickle.dumps({"a": [1, 2.5], "b": "x"}, protocol) for protocol in range(6)),
        *(pickle.dumps([1, 2], protocol) for protocol in range(6)),
        *(pickle.dumps(range(3), protocol) for protocol in range(6)),
        *(pickle.dumps(7, protocol) for protocol in range(2, 6)),
        CALL + b".",
        CALL + b".\nand then some text",
        CALL,  # has run before it breaks
        CALL + b"\xff",
        b"\x80\1" + CALL + b".",
        b"\x80\0" + CALL + b".",
        b"S'" + b"x" * 9000 + b"'\n0" + CALL + b".",
        b"V" + b"x" * 60 + b"\n0" + CALL + b".",
        b"(S'true'\nios\nsystem\n.",
        b"\x8c\2os\x8c\6system\x93\x8c\4true\x85R.",
        b"N0N0" + CALL + b".",
        b"V\0\n0" + CALL + b".",
        b"I 0x7\n0" + CALL + b".",
        b"L +7L\n0F 1.5\n0" + CALL + b".",
        pickle.dumps([str(k) for k in range(5000)], 4)[:9000],
        pickle.dumps([str(k) for k in range(5000)], 2)[:9000],
        pickle.dumps({str(k): k for k in range(5000)}, 0)[:9000],
    ],
)
def test_a_pickle_is_found(data):
    assert found(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"c",
        b"\x80",
        b"\x80\2",
        b"\x80\7N.",
        b"cos\nsin\ntan\n",
        b"class\nname\n.\n",
        b"(defun x ()\n  nil)\n",
        b"Is this a pickle?\n.",
        b"[section]\nkey = value\n",
        b"}\n",
        b"]]>\n",
        b"I am\n.",
        b"I1\n.",
        b"S'text'\n.",
        b"N.",
        b"VERSION=7\nNAME=x\n.",
        b"Name\n.",
        b"K\1.",
        b"\x80\2\xff" * 10,
        b"\x80\4\x95" + b"\xff" * 200,
        b"PK\3\4\0\0 x.npy\n\x80\3cnumpy\ndtype\n(U\2f4tR.PK",  # ZIP: no name of an object
    ],
)
def test_other_bytes_are_not(data):
    assert found(data) is None


def test_each_opcode_that_may_come_first_is_known():
    first = {
        op.code.encode("latin-1")[0]
        for op in pickletools.opcodes
        if not op.stack_before and op.name not in {"PROTO", "GET", "BINGET", "LONG_BINGET"}
    }
    assert first - set(b".p0q12r\x98\x94") == set(FIRST_OPCODES)


def test_pickles_in_turn_are_all_walked_and_other_bytes_behind_them_are_not():
    data = pickle.dumps(1, 2) + CALL + b"." + b"\xff" * 50
    walks = found(data)
    assert len(walks) == 2
    assert walks[-1].end == len(data) - 50
    assert len(found(pickle.dumps(1, 2) + CALL + b"\xff")) == 2
