"""A card's first look saves a window, and never says no to a file that the format knows."""

import random

import pytest

from mediascan.formats.base import LOOK_HEAD, LOOK_TAIL
from mediascan.formats.registry import all_formats
from mediascan.model.errors import InputFault
from mediascan.reading.encodings.crc32c import masked, masked_length
from mediascan.reading.window import Window
from tests.conftest import samples

LOOKERS = [one for one in all_formats() if one.look]
DATA = [path.read_bytes() for _, path in samples()]
CUTS = 3  # shorter copies of a fixture
by_format = pytest.mark.parametrize("one", LOOKERS, ids=lambda f: f.id)


def is_known(one, data):
    """Whether `examine` says anything but None: a fault of its own is an answer as well."""
    try:
        return one.examine(Window.over(data, one.limits)) is not None
    except InputFault:
        return not one.weak  # of a weak card a fault alone is no finding


@by_format
def test_the_look_says_yes_to_each_file_that_the_format_knows(one):
    chance = random.Random(one.id)
    known = 0
    for data in DATA:
        copies = [data, *(data[: chance.randrange(len(data) + 1)] for _ in range(CUTS))]
        for copy in copies:
            if copy and is_known(one, copy):
                known += 1
                assert one.look(copy[:LOOK_HEAD], copy[-LOOK_TAIL:], len(copy))
    assert known


@by_format
def test_the_look_says_no_to_most_files(one):
    assert sum(one.look(data, data[-LOOK_TAIL:], len(data)) for data in DATA) < len(DATA) / 3


@pytest.mark.parametrize("length", [0, 1, 255, 256, 70_000, 0x01020304, (1 << 32) - 1])
def test_the_checksum_of_a_length_is_that_of_its_eight_bytes(length):
    assert masked_length(length) == masked(length.to_bytes(8, "little"))
