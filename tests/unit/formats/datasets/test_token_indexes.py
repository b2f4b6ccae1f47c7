"""Indexes of token ids that are cut, that have more behind them, and whose tables disagree."""

from struct import pack

import pytest

from mediascan.formats.datasets import fairseq_index, litdata, megatron_index
from mediascan.reading.window import Window


def megatron(documents, sizes=(5, 3, 9)):
    out = b"MMIDIDX\0\0" + pack("<QBQ", 1, 8, len(sizes))
    out += pack("<Q", len(documents)) if documents else b""
    places = [2 * sum(sizes[:n]) for n in range(len(sizes))]
    out += pack(f"<{len(sizes)}i", *sizes) + pack(f"<{len(sizes)}q", *places)
    return out + pack(f"<{len(documents)}q", *documents)


@pytest.mark.parametrize(
    ("data", "framework", "faults", "tokens"),
    [
        (megatron([0, 2, 3]), "Megatron-LM", [], 17),
        (megatron([0, 2, 2]), "Megatron-LM", ["the documents end at sequence 2 of 3"], 17),
        (megatron([0, 2, 3])[:-3], "Megatron-LM", ["3 bytes of the tables are missing"], None),
        (megatron([0, 2, 3]) + b"more", "Megatron-LM", ["4 bytes behind the tables"], 17),
        (megatron([]), "fairseq", [], 17),
        (megatron([])[:-3], "fairseq", ["3 bytes of the tables are missing"], None),
    ],
)
def test_megatron(data, framework, faults, tokens):
    found = megatron_index.examine(Window.over(data))
    assert found.facts["framework"] == framework
    assert [one.message for one in found.faults] == faults
    assert found.facts.get("token_count") == tokens


def test_fairseq_tables_that_disagree():
    data = b"TNTIDX\0\0" + pack("<5Q", 1, 4, 4, 1, 1) + pack("<5q", 0, 2, 0, 7, 7)
    found = fairseq_index.examine(Window.over(data))
    assert [one.message for one in found.faults] == [
        "the tables start at [0, 0] and end at size 2 of 1"
    ]


@pytest.mark.parametrize("places", [(16, 15, 18), (16, 16, 17), (12, 14, 18)])
def test_a_table_that_does_not_account_for_the_file_is_no_chunk(places):
    assert litdata.examine(Window.over(pack("<4I", 2, *places) + b"ab")) is None
