"""The pieces of a report, and the fewest that a change of so many bytes touches."""

from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediascan.model.errors import TamperedError
from mediascan.report.pieces import Population, decimal, pieces_of

SEGMENT = 100  # bytes, in these reports


def row(size, *, segments=None):
    data = {"type": "file", "size": str(size), "sha256": "00"}
    return data | ({"segments": ["00"] * segments} if segments is not None else {})


def test_a_file_with_segments_has_these_as_pieces():
    pieces = pieces_of(row(250, segments=3), SEGMENT)
    assert [pieces.place(number) for number in range(pieces.count)] == [
        (0, 100),
        (100, 100),
        (200, 50),
    ]
    assert pieces_of(row(200, segments=2), SEGMENT).place(1) == (100, 100)


def test_any_other_file_is_one_piece():
    pieces = pieces_of(row(99), SEGMENT)
    assert pieces.count == 1
    assert pieces.place(0) == (0, 99)


@pytest.mark.parametrize(
    "data",
    [{"type": "folder", "size": "1"}, {"type": "file", "size": "1", "holes": []}, {"type": ["x"]}],
)
def test_what_has_no_digest_is_no_piece(data):
    assert pieces_of(data, SEGMENT) is None


@pytest.mark.parametrize(
    ("data", "length"),
    [
        (row(250, segments=2), SEGMENT),
        (row(250, segments=4), SEGMENT),
        (row(250, segments=3), 0),
        (row(0, segments=0), SEGMENT),
        (row(100) | {"segments": "00"}, SEGMENT),
        (row(100) | {"segments": [7]}, SEGMENT),
        (row("-1"), SEGMENT),
        (row("1" * 21), SEGMENT),
        (row("\u00b2"), SEGMENT),
        ({"type": "file", "sha256": ""}, SEGMENT),
        (row(1) | {"size": 1}, SEGMENT),
    ],
)
def test_a_row_that_contradicts_itself_is_refused(data, length):
    with pytest.raises(TamperedError):
        pieces_of(data, length)


def test_decimal_text_is_read():
    assert decimal("00") == 0
    assert decimal(str(2**64)) == 2**64


def counted(sizes):
    """A population of files of these sizes; those of SEGMENT bytes or more have segments."""
    population = Population()
    for size in sizes:
        segments = -(-size // SEGMENT) if size >= SEGMENT else None
        population.add(row(size, segments=segments), SEGMENT)
    return population


def cut(sizes):
    """The sizes of the pieces, largest first."""
    found = []
    for size in sizes:
        whole, rest = divmod(size, SEGMENT)
        found += [SEGMENT] * whole + [rest] * (rest > 0 or not size)
    return sorted(found, reverse=True)


@given(st.lists(st.integers(0, 450), max_size=30), st.integers(1, 100))
def test_the_fewest_pieces_are_never_more_than_the_largest_that_suffice(sizes, percent):
    population = counted(sizes)
    pieces = cut(sizes)
    assert (population.count, population.bytes) == (len(pieces), sum(pieces))
    amount = -(-sum(pieces) * percent // 100)
    exact = next((n for n, have in enumerate(accumulate(pieces), 1) if have >= amount), 0)
    found = population.fewest(amount)
    assert found <= exact * (amount > 0)
    assert found * 2 >= exact * (amount > 0)  # the sizes of a class differ by less than 2
    if all(size % SEGMENT == 0 for size in sizes):
        assert found == exact * (amount > 0)


def test_what_is_in_no_piece_is_counted():
    population = counted([5, 250])
    population.add({"type": "file", "size": "77"}, SEGMENT)
    population.add({"type": "link", "size": "3"}, SEGMENT)
    assert (population.files, population.count, population.bytes) == (2, 4, 255)
    assert (population.undigested, population.undigested_bytes, population.others) == (1, 77, 1)
