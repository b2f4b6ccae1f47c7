"""The pickle walk: it agrees with Python's own unpickler on data, and survives hostile opcodes."""

import pickle
import struct
import sys
from collections import OrderedDict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediascan.model.errors import LimitExceeded, Malformed, Truncated
from mediascan.model.limits import Limits
from mediascan.reading.pickles import machine as pickle_machine
from mediascan.reading.pickles.opcodes import walk
from mediascan.reading.pickles.report import add_imports
from mediascan.reading.pickles.stacked import walk_all
from mediascan.reading.pickles.values import (
    UNKNOWN,
    Call,
    Global,
    Mapping,
    Persistent,
    Skipped,
)
from mediascan.reading.torch.objects import survey
from mediascan.reading.window import Window


def walked(data, limits=None):
    return walk(Window.over(data, limits))


def plain(value):
    """A walked value as the Python value that it stands for."""
    match value:
        case Mapping(pairs=pairs):
            return dict(zip(map(plain, pairs[::2]), map(plain, pairs[1::2]), strict=True))
        case list():
            return [plain(one) for one in value]
        case tuple():
            return tuple(plain(one) for one in value)
        case _:
            return value


def test_a_mapping_handed_to_very_many_calls_is_not_copied():
    mapping = b"}q\0(" + b"K\1N" * 1000 + b"u0"
    made = b"cm\nn\n)h\0\x92" * 1000
    root = walked(b"\x80\4(" + mapping + made + b"l.").root
    assert len(root) == 1000
    assert len({id(call.items[0]) for call in root}) == 1


def test_items_are_appended_to_an_object_in_linear_time():
    root = walked(b"\x80\2cm\nn\n)R" + b"Na" * 300_000 + b".").root
    assert len(root.items) == 300_000


def test_the_bytes_of_all_texts_are_bounded(monkeypatch):
    monkeypatch.setattr(pickle_machine, "KEPT", 100_000)
    text = b"X\x00\x10\x00\x00" + b"x" * 4096
    found = walked(b"\x80\2]" + (text + b"a") * 100 + b".")
    assert isinstance(found.fault, LimitExceeded)
    lines = walked(b"(l" + (b"V" + b"x" * 4000 + b"\na") * 100 + b".")
    assert isinstance(lines.fault, LimitExceeded)


def facts(data):
    found = {}
    add_imports(found, walk_all(Window.over(data)))
    return found


leaves = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(), st.binary()
)
trees = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner, inner, inner, inner)
    ),
    max_leaves=20,
)


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
@given(value=trees)
@settings(max_examples=60, deadline=None)
def test_data_comes_out_as_the_unpickler_gives_it(value, protocol):
    data = pickle.dumps(value, protocol)
    found = walked(data)
    assert found.fault is None
    assert found.notes == {}
    assert found.end == len(data)
    if not found.imports:  # protocol 2 makes bytes by calling _codecs.encode
        assert plain(found.root) == value


@pytest.mark.parametrize("protocol", [0, 1])
@pytest.mark.parametrize(
    "value", [[1, True, False, None, 2.5, "text", 1 << 70, -3], {"a": [(), (1,)], "b": "é"}]
)
def test_the_text_protocols_are_read(value, protocol):
    found = walked(pickle.dumps(value, protocol))
    assert found.fault is None
    assert plain(found.root) == value


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b"S'text'\n.", "text"),
        (b'S"text"\n.', "text"),
        (b"U\x03abc.", "abc"),
        (b"T\x03\x00\x00\x00abc.", "abc"),
        (b"I01\n.", True),
        (b"L12L\n.", 12),
        (b"I0x10\n.", 16),
        (b"I010\n.", 10),
        (b"I 7\n.", 7),
        (b"L0x10L\n.", 16),
        (b"]p4294967296\n0g4294967296\n.", []),
        (b"F1.5\n.", 1.5),
        (b"J\xff\xff\xff\xff.", -1),
        (b"\x8a\x00.", 0),
        (b"\x8b\x01\x00\x00\x00\xff.", -1),
        (b"C\x01a.", b"a"),
        (b"\x96" + struct.pack("<Q", 1) + b"a.", b"a"),
        (b"\x8f(K\x01K\x02\x90.", [1, 2]),
        (b"(K\x01K\x02\x91.", (1, 2)),
        (b"(K\x01l.", [1]),
        (b"(K\x01K\x02d.", Mapping([1, 2])),
        (b"K\x01(K\x02K\x031.", 1),
        (b"K\x01K\x020.", 1),
        (b"]p3\n0g3\n.", []),
        (b"]r\x07\x00\x00\x000j\x07\x00\x00\x00.", []),
        (b"K\x012\x86.", (1, 1)),
    ],
)
def test_each_opcode_does_what_pickletools_says(data, value):
    found = walked(data)
    assert found.fault is None
    assert plain(found.root) == plain(value)


def test_names_and_calls_stay_symbols():
    found = walked(pickle.dumps(OrderedDict(a=1), 4))
    assert isinstance(found.root, Call)
    assert isinstance(found.root.function, Global)
    assert found.root.function.path == "collections.OrderedDict"
    assert found.root.pairs == ["a", 1]


@pytest.mark.parametrize(
    "data",
    [
        b"cos\nsystem\n(S'true'\ntR.",  # protocol 0
        b"(S'true'\nios\nsystem\n.",  # INST
        b"(cos\nsystem\nS'true'\no.",  # OBJ
        b"\x80\x02cos\nsystem\nX\x04\x00\x00\x00true\x85\x81.",  # NEWOBJ
        b"\x80\x04cos\nsystem\n\x8c\x04true\x85}\x92.",  # NEWOBJ_EX
        b"\x80\x04\x8c\x02os\x8c\x06system\x93\x8c\x04true\x85R.",  # STACK_GLOBAL
        b"\x80\x04\x8c\x02os\x94\x8c\x06system\x9400h\x00h\x01\x93\x8c\x04true\x85R.",  # from memo
        b"\x80\x04N0K\x01.cos\nsystem\nS'true'\n\x85R.",  # the second pickle of two
    ],
)
def test_a_call_of_the_shell_is_told_with_its_argument(data):
    found = facts(data)
    assert found["dangerous_imports"] == ["os.system"]
    assert found["dangerous_calls"] == ["os.system('true')"]


def test_a_name_that_is_only_imported_counts_too():
    assert facts(b"cos\nsystem\n0N.")["dangerous_imports"] == ["os.system"]


@pytest.mark.parametrize(
    ("data", "note"),
    [
        (b"\x80\x02C\x02osC\x06system\x93.", "a name to import that is no text"),
        (b"\x80\x02\x82\x01.", "a name from the extension registry, which no file tells"),
        (b"\x80\x02h\x05.", "a memo that was never filled"),
        (b"]\x80\x02.", "PROTO in the middle"),
        (b"\x80\x04\x95\xff\xff\x00\x00\x00\x00\x00\x00N.", "a frame longer than the file"),
        (b"\x80\x04\x95\x03" + bytes(7) + b"\x95\x00" + bytes(7) + b"N.", "a frame inside a frame"),
        (b"\x80\x05\x97.", "an out-of-band buffer, which no file has"),
        (b"K\x01K\x02a.", "items appended to something that is no list"),
        (b"K\x01K\x02K\x03s.", "items set in something that is no dictionary"),
        (b"K\x01Nb.", "state given to something that is no object"),
        (b"K\x01)R.", "a call of something that is no name"),
        (b"NN.", "values left on the stack"),
    ],
)
def test_what_no_pickler_writes_is_noted(data, note):
    found = walked(data)
    assert found.fault is None
    assert note in found.notes


def test_a_name_that_cannot_be_resolved_is_dangerous():
    assert facts(b"\x80\x02h\x05h\x06\x93.")["dangerous_imports"] == ["?.?"]


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", Truncated),
        (b"\x80", Truncated),
        (b"\x80\x02]", Truncated),
        (b"cos\nsys", Truncated),
        (b"X\xff\xff\xff\xffabc.", Truncated),
        (b"\x8d" + b"\xff" * 8 + b"abc.", Truncated),
        (b"\x8e" + struct.pack("<Q", 1 << 63) + b".", Truncated),
        (b"\x8b\xff\xff\xff\x7f.", Truncated),
        (b"\x8b\xff\xff\xff\xff.", Malformed),
        (b"\x80\x09.", Malformed),
        (b"\xff.", Malformed),
        (b".", Malformed),
        (b"t.", Malformed),
        (b"R.", Malformed),
        (b"0.", Malformed),
        (b"2.", Malformed),
        (b"}(K\x01u.", Malformed),
        (b"X\x01\x00\x00\x00\xff.", Malformed),
        (b"Inope\n.", Malformed),
        (b"Sopen\n.", Malformed),
        (b"I" + b"9" * 5000 + b"\n.", Malformed),
        (b"V" + b"a" * (pickle_machine.LINE + 1) + b"\n.", LimitExceeded),
    ],
)
def test_a_bad_opcode_ends_the_walk_with_a_fault(data, fault):
    found = walked(data)
    assert isinstance(found.fault, fault)


@pytest.mark.parametrize(
    "data",
    [
        b"c" + b"m" * 600 + b"\nx\n)R.",
        b"\x80\4\x8c\2osX\x6c\4\0\0" + b"path.os." * 141 + b"xxsystem"[-4:] + b"\x93)R.",
        b"(i" + b"m" * 600 + b"\nx\n.",
    ],
)
def test_a_name_too_long_to_keep_is_dangerous(data):
    found = walked(data)
    assert found.fault is None
    assert found.imports[0].dangerous


@pytest.mark.parametrize(
    "call",
    [
        b"cos\nsystem\n(S'true'\ntR.",
        b"\x8c\x05posix\x94\x8c\x06system\x94\x93\x8c\4true\x85R.",
    ],
)
def test_a_call_behind_the_limit_is_seen(monkeypatch, call):
    monkeypatch.setattr("mediascan.reading.pickles.opcodes.OPCODES", 1000)
    found = walked(b"\x80\4" + b"N0" * 600_000 + call)
    assert isinstance(found.fault, LimitExceeded)
    assert found.imports[0].name == "system"


def test_a_long_number_is_not_made():
    found = walked(b"\x8b" + struct.pack("<I", 5000) + bytes(5000) + b".")
    assert found.fault is None
    assert found.root is UNKNOWN
    assert "a whole number of more than 1,024 bytes" in found.notes


def test_a_long_text_is_passed_over():
    found = walked(b"B" + struct.pack("<I", 200_000) + bytes(200_000) + b"K\x01\x86.")
    assert isinstance(found.root, tuple)
    assert isinstance(found.root[0], Skipped)
    assert found.root[0].length == 200_000
    assert found.root[1] == 1


def test_a_line_over_the_edge_of_a_block_is_whole():
    filler = b"K\x010" * (pickle_machine.BLOCK // 3 - 6)
    found = walked(filler + b"V" + b"n" * 40 + b"\n.")
    assert found.root == "n" * 40


def test_every_edge_of_a_block_is_crossed_alike():
    value = [{"name": "x" * 30, "shape": (k, 2 * k), "f": k / 3} for k in range(6000)]
    data = pickle.dumps(value, 4)
    assert len(data) > 2 * pickle_machine.BLOCK
    for shift in range(12):
        found = walk(Window.over(b"N0" * shift + data), 0)
        assert found.fault is None
        assert plain(found.root) == value


@pytest.mark.parametrize(
    ("bomb", "limit"),
    [
        (b"(" * 400_000, "stack"),
        (b"N" * 400_000, "stack"),
        (b"N" + b"2" * 400_000, "stack"),
        (b"N" + b"\x94" * 2_000_000, "memo of"),
    ],
)
def test_a_bomb_meets_its_limit(bomb, limit):
    if limit == "memo of":  # MEMOIZE numbers by the size of the memo, so each one is new
        assert len(bomb) > pickle_machine.MEMO
    found = walked(bomb + b".")
    assert isinstance(found.fault, LimitExceeded)
    assert limit in str(found.fault)


def test_containers_without_end_meet_their_limit(monkeypatch):
    monkeypatch.setattr(pickle_machine, "NODES", 1000)
    found = walked(b"]" + b"]a" * 100_000 + b".")
    assert isinstance(found.fault, LimitExceeded)


def test_opcodes_without_end_meet_their_limit(monkeypatch):
    monkeypatch.setattr("mediascan.reading.pickles.opcodes.OPCODES", 1000)
    found = walked(b"N0" * 1000 + b"N.")
    assert isinstance(found.fault, LimitExceeded)


def test_imports_without_end_meet_their_limit(monkeypatch):
    monkeypatch.setattr(pickle_machine, "IMPORTS", 10)
    found = walked(b"".join(b"cm\nn%d\n0" % k for k in range(20)) + b"N.")
    assert isinstance(found.fault, LimitExceeded)


def test_time_is_a_limit():
    found = walked(b"N0" * 100_000 + b"N.", Limits(seconds=0.0))
    assert isinstance(found.fault, LimitExceeded)


def test_deep_nesting_neither_recurses_nor_crashes():
    depth = 90_000
    for data in (b"]" * depth + b"a" * (depth - 1), b"N" + b"\x85" * depth):
        found = walked(data + b".")
        assert found.fault is None
        survey(found.root, lambda: None)
        del found


def test_deep_calls_neither_recurse_nor_crash():
    found = walked(b"cm\nn\n" + b"N\x85R" * 90_000 + b".")
    assert found.fault is None
    survey(found.root, lambda: None)
    del found
    assert sys.getrecursionlimit() < 90_000


def test_a_list_inside_itself_is_surveyed_once():
    loop = []
    loop.append(loop)
    found = walked(pickle.dumps({"state": loop}, 2))
    assert found.fault is None
    assert survey(found.root, lambda: None).tensor_count == 0


def test_shared_lists_are_not_expanded():
    bomb = b"]q\x000h\x00" + b"".join(
        b"](" + b"h" + bytes([k]) + b"h" + bytes([k]) + b"eq" + bytes([k + 1]) for k in range(60)
    )
    found = walked(bomb + b".")
    assert found.fault is None
    assert survey(found.root, lambda: None).tensor_count == 0


def test_a_persistent_id_is_kept():
    found = walked(b"\x80\x02K\x07Q.")
    assert isinstance(found.root, Persistent)
    assert found.root.identity == 7
    assert walked(b"Pkey\n.").root.identity == "key"


def test_a_cut_pickle_keeps_what_it_had_built():
    data = pickle.dumps({"first": [1, 2], "second": [3], "third": "x" * 50}, 2)
    found = walked(data[: data.index(b"third") + 3])
    assert isinstance(found.fault, Truncated)
    assert plain(found.root) == {"first": [1, 2], "second": [3]}


def test_stacked_pickles_are_walked_one_after_another():
    data = b"".join(pickle.dumps(k, 2) for k in range(5))
    assert [one.root for one in walk_all(Window.over(data))] == [0, 1, 2, 3, 4]
    many = walk_all(Window.over(b"K\1." * 100))
    assert [one.root for one in many] == [1] * 16 + [UNKNOWN] * 84


@given(st.binary(max_size=300))
@settings(max_examples=300, deadline=None)
def test_any_bytes_end_in_a_value_or_a_fault(data):
    found = walked(b"\x80\x02" + data)
    assert found.end <= len(data) + 2
    survey(found.root, lambda: None)
    facts(b"\x80\x02" + data)


IDIOM = b"cbuiltins\neval\nq\0(U\4data}U\4datacnumpy\nndarray\n)RstR"


@pytest.mark.parametrize(
    ("data", "harmless"),
    [
        (b"\x80\2" + IDIOM + b".", True),
        (b"\x80\2](" + IDIOM + IDIOM + b"e.", True),
        (b"\x80\2" + IDIOM + b"0h\0(U\1xtR.", False),  # the same name again, from the memo
        (b"\x80\2" + IDIOM + b"0h\0.", False),
        (b"\x80\2" + IDIOM + b"0h\x002(U\1xtR0.", False),
        (b"\x80\2" + IDIOM + b"0cbuiltins\neval\n(U\1xtR.", False),
        (b"\x80\2" + IDIOM.replace(b"U\4data}", b"U\4dita}") + b".", False),
        (b"\x80\2" + IDIOM.replace(b"}U\4data", b"}U\4dataNsU\4data") + b".", False),
        (b"\x80\2cbuiltins\nmap\n(cbuiltins\neval\n](U\1xetR" + IDIOM + b".", False),
    ],
)
def test_eval_is_harmless_only_as_paddle_uses_it(data, harmless):
    found = walked(data)
    assert found.fault is None
    assert (not [one for one in found.imports if one.dangerous]) == harmless
