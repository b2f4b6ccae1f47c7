"""The window: no read leaves it, costs more than the budget, or nests for ever."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediascan.model.errors import LimitExceeded, Malformed, Truncated
from mediascan.model.limits import EVIDENCE_BYTES, Limits
from mediascan.reading.window import OFTEN, PAGE, Window

DATA = bytes(range(256)) * 4


@given(st.integers(-2000, 2000), st.integers(-10, 2000))
def test_a_read_gives_just_those_bytes_or_is_refused(offset, length):
    at = offset + len(DATA) if offset < 0 else offset
    window = Window.over(DATA)
    if at < 0 or length < 0 or at + length > len(DATA):
        with pytest.raises(Truncated):
            window.read(offset, length)
    else:
        assert window.read(offset, length) == DATA[at : at + length]


@given(st.lists(st.tuples(st.integers(0, 300_000), st.integers(0, 3 * PAGE)), max_size=20))
def test_pages_never_change_what_is_read(reads):
    data = bytes(n % 251 for n in range(300_000))
    window = Window.over(data, Limits(total=1 << 40))
    for offset, length in reads:
        assert window.upto(offset, length) == data[offset : offset + length]


def test_a_cut_knows_where_it_lies():
    window = Window.over(DATA).cut(100, 50).cut(10, 5)
    assert window.read(0, 5) == DATA[110:115]
    assert window.evidence(1, 99, "here").offset == 111
    assert window.evidence(1, 99, "here").data == DATA[111:115]
    with pytest.raises(Truncated):
        window.read(0, 6)
    with pytest.raises(Truncated):
        window.cut(0, 6)


def test_evidence_is_short_and_may_count_from_the_end():
    window = Window.over(DATA)
    assert len(window.evidence(0, 9999, "all").data) == EVIDENCE_BYTES
    assert window.evidence(-4, 4, "end") == window.evidence(len(DATA) - 4, 4, "end")


@pytest.mark.parametrize(
    "limits", [Limits(read=10), Limits(total=100), Limits(reads=1), Limits(seconds=-1)]
)
def test_every_limit_stops_the_reader(limits):
    window = Window.over(bytes(PAGE * 4), limits)
    with pytest.raises(LimitExceeded):
        list(map(window.read, range(0, 4 * PAGE, PAGE), [PAGE] * 4))


def test_a_limit_that_was_reached_does_not_take_the_evidence():
    window = Window.over(DATA, Limits(reads=0))
    with pytest.raises(LimitExceeded):
        window.read(0, 1)
    assert window.evidence(0, 4, "start").data == DATA[:4]
    with pytest.raises(Truncated):
        Window.onto(lambda _at, _length: b"", 10, Limits()).evidence(0, 4, "gone")
    with pytest.raises(Truncated):
        window.evidence(-len(DATA) - 1, 4, "before the start")


def test_nesting_is_bounded():
    window = Window.over(DATA, Limits(depth=3)).cut(0, 10).cut(0, 10).cut(0, 10)
    with pytest.raises(LimitExceeded):
        window.cut(0, 10)


def test_a_count_is_checked_before_anybody_loops():
    cursor = Window.over(b"\xff" * 8 + b"\x05\0").cursor()
    with pytest.raises(LimitExceeded):
        cursor.count("Q")
    assert cursor.count("H") == 5


def test_a_file_that_shrinks_is_truncated():
    window = Window.onto(lambda at, length: DATA[at : at + length][:10], len(DATA), Limits())
    assert window.read(0, 10) == DATA[:10]
    with pytest.raises(Truncated, match="short read"):
        window.read(0, 11)


def test_numbers_and_text():
    cursor = Window.over(b"\x01\x02\x03\x04\xc3\xa9\xff").cursor(order=">")
    assert cursor.number("H") == 0x0102
    assert cursor.left == 5
    cursor.skip(2)
    assert cursor.text(2) == "é"
    with pytest.raises(Malformed):
        cursor.text(1)
    with pytest.raises(Truncated):
        cursor.skip(1)


def test_a_walk_in_circles_over_a_page_ends_in_time():
    window = Window.over(b"12345678", Limits(seconds=0.2))
    window.read(0, 1)
    time.sleep(0.25)
    with pytest.raises(LimitExceeded, match="more than"):
        list(map(window.read, [0] * OFTEN, [1] * OFTEN))


def test_what_is_made_of_a_whole_file_is_made_once():
    known, made = {}, []

    def make(window):
        made.append(window.size)
        return window.size

    for _ in range(2):
        window = Window.onto(lambda at, length: DATA[at : at + length], len(DATA), Limits(), known)
        assert window.once(make) == len(DATA)
        assert window.cut(1, 2).once(make) == 2
    assert made == [len(DATA), 2, 2]
