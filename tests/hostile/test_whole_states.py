"""What only whole devices are asked: truncation, length bombs and random damage."""

import random

import pytest

from mediascan.engine.states import states
from mediascan.formats.registry import all_formats
from mediascan.model.finding import FaultKind, as_data
from tests.conftest import reader, samples

WHOLE_ONLY = {one.id for one in all_formats() if one.whole and not one.signatures}
CASES = [
    pytest.param(path.read_bytes(), id=f"{name}/{path.name}")
    for name, path in samples()
    if name in WHOLE_ONLY
]
CUTS, DAMAGES = 60, 120
FILLS = tuple(fill * width for width in (1, 4, 8) for fill in (b"\x00", b"\x7f", b"\xff"))


def look(data):
    """The states, none of which may be our own failure, and all of which can be reported."""
    found = states(reader(data), len(data))
    for one in found:
        assert not [f for f in one.faults if f.kind is FaultKind.CRASHED], one
        as_data(one)
    return found


def written(data):
    """The places of `data` where something else than zeros stands."""
    return [at for at in range(0, len(data), 512) if any(data[at : at + 512])]


@pytest.mark.parametrize("data", CASES)
def test_cut_short_at_any_place_it_is_no_crash(data):
    chance = random.Random(1)
    for _ in range(CUTS):
        look(data[: chance.choice(written(data)) + chance.randrange(513)])


@pytest.mark.parametrize("data", CASES)
def test_extremes_and_noise_in_any_field_are_no_crash(data):
    chance = random.Random(2)
    for number in range(DAMAGES):
        at = chance.choice(written(data)) + chance.randrange(512)
        fill = FILLS[number % len(FILLS)] if number % 2 else chance.randbytes(8)
        damaged = (data[:at] + fill + data[at + len(fill) :])[: len(data)]
        look(damaged)


@pytest.mark.parametrize("data", CASES)
def test_undamaged_it_is_found(data):
    assert look(data)
