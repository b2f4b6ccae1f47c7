"""What every format gets for nothing: truncation, length bombs and random damage."""

import random
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediascan.engine.classify import Classifier
from mediascan.formats.registry import all_formats
from mediascan.model.finding import FaultKind, as_data
from mediascan.reading.nature.languages import languages_of
from tests.conftest import reader, samples

CLASSIFIER = Classifier(all_formats())
ALL = [(path.read_bytes(), f"{name}/{path.name}") for name, path in samples()]
by_fixture = pytest.mark.parametrize("data", [d for d, _ in ALL], ids=[n for _, n in ALL])
CUTS = 200  # cut points tried a fixture: each of a small file, a spread of a larger one
BOMBS = 400  # places of a length bomb: mostly the head and the tail, where lengths stand
TRACED = 24  # of them with memory traced, which is seven times slower
PEAK = 24 << 20  # bytes of Python memory one damaged fixture may take
FILLS = tuple(fill * width for width in (2, 4, 8) for fill in (b"\x00", b"\x7f", b"\xff"))


def look(data):
    """The findings, none of which may be our own failure, and all of which can be reported."""
    found = CLASSIFIER.findings(reader(data), len(data))
    for one in found:
        assert not [f for f in one.faults if f.kind is FaultKind.CRASHED], one
        as_data(one)
    return found


@by_fixture
def test_cut_short_anywhere(data):
    ends = range(len(data))
    for end in ends if len(data) <= CUTS else random.Random(1).sample(ends, CUTS):
        look(data[:end])


def bombed(data, count):
    """Copies of `data` with a length, a count or an offset somewhere set to an extreme."""
    chance = random.Random(2)
    last = max(1, len(data) - 8)
    head, tail = range(min(last, 256)), range(max(0, last - 128), last)
    for number in range(count):
        at = chance.choice((head, head, tail, range(last))[number % 4])
        fill = FILLS[number % len(FILLS)]
        yield data[:at] + fill + data[at + len(fill) :]


@by_fixture
def test_length_bomb_in_any_field(data):
    for damaged in bombed(data, BOMBS):
        look(damaged)


@by_fixture
def test_a_length_bomb_takes_no_memory(data):
    languages_of(["The model of languages is read once, by whoever asks first."])
    tracemalloc.start()
    try:
        for damaged in bombed(data, TRACED):
            look(damaged)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < PEAK


@by_fixture
@settings(max_examples=40, deadline=None)
@given(cuts=st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=16)), max_size=4))
def test_random_damage(data, cuts):
    for part, patch in cuts:
        at = int(part * len(data))
        data = data[:at] + patch + data[at + len(patch) :]
    look(data)
