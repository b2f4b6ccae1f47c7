"""The arguments of a dangerous call, told in short whatever they are."""

import pytest

from mediascan.model.limits import MESSAGE_LENGTH
from mediascan.reading.pickles.report import add_imports
from mediascan.reading.pickles.values import Call, Global, Mapping, Persistent, Skipped, Walk

SYSTEM = Global("os", "system", 0, dangerous=True)


def told(*arguments):
    walk = Walk(None, 0, 0, 2, 1, (SYSTEM,), ((0, Call(SYSTEM, arguments)),), {}, None)
    facts = {}
    add_imports(facts, [walk])
    return facts["dangerous_calls"][0]


@pytest.mark.parametrize(
    ("argument", "text"),
    [
        ("id\n", "'id\\n'"),
        (b"id", "b'id'"),
        (None, "None"),
        (1.5, "1.5"),
        (True, "True"),
        (7, "7"),
        (1 << 70, "a large number"),
        (SYSTEM, "os.system"),
        (Skipped(9000, b"x"), "9000 bytes"),
        ([1, 2], "(1, 2)"),
        (Mapping(["key", "value"]), "{'key', 'value'}"),
        (Call(SYSTEM, ("id",)), "os.system('id')"),
        (Call("x", "y"), "?('y')"),
        (Persistent("0"), "a stored object"),
        ([[[[1]]]], "((...))"),
        (list(range(9)), "(0, 1, 2, 3, 4, 5, ...)"),
        (object(), "..."),
    ],
)
def test_each_kind_of_argument_is_told(argument, text):
    assert told(argument) == f"os.system({text})"


def test_a_long_call_is_cut():
    assert len(told(*["x" * 500] * 6)) == MESSAGE_LENGTH


def test_a_list_inside_itself_ends():
    loop = []
    loop.append(loop)
    assert told(loop) == "os.system(((...)))"
