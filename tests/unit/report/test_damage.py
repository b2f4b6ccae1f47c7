"""Where a file is damaged: joined, bounded, and all of it counted."""

from hypothesis import given
from hypothesis import strategies as st

from mediascan.report.damage import RANGES, Damage, damage_between


def test_ranges_that_touch_are_one():
    damage = Damage()
    for offset, length in ((0, 10), (10, 5), (20, 5)):
        damage.add(offset, length)
    assert damage.ranges == [(0, 15), (20, 5)]
    assert damage.words() == "15 bytes at offset 0, 5 bytes at offset 20"


def test_more_than_can_be_listed_are_counted():
    damage = Damage()
    for number in range(RANGES + 1):
        damage.add(100 * number, 1)
    assert damage.words().endswith(f"1 bytes at offset {100 * (RANGES - 1)}, and 1 more range")
    damage.add(100 * RANGES + 1, 1)  # touches the one that is not listed
    damage.add(100 * RANGES + 50, 1)
    assert damage.words().endswith("and 2 more ranges")
    assert damage.ranges[-1] == (100 * (RANGES - 1), 1)
    data = damage.as_data()
    assert (data["rangeCount"], data["bytes"]) == (RANGES + 2, str(RANGES + 3))


@given(st.sets(st.integers(0, 60)))
def test_the_ranges_are_those_of_the_damaged_segments(numbers):
    damage = Damage()
    for number in sorted(numbers):
        damage.add(7 * number, 7)
    runs = sum(number - 1 not in numbers for number in numbers)
    assert (damage.count, damage.bytes) == (runs, 7 * len(numbers))
    listed = {at // 7 + n for at, length in damage.ranges for n in range(length // 7)}
    assert len(damage.ranges) == min(runs, RANGES)
    assert listed <= numbers
    assert runs > RANGES or listed == numbers


def row(size, *segments):
    return {"size": str(size), "segments": list(segments)} if segments else {"size": str(size)}


def test_segments_are_compared():
    found = damage_between(row(250, "a", "b", "c"), row(250, "a", "x", "c"), 100)
    assert found.ranges == [(100, 100)]
    assert damage_between(row(250, "a", "b", "c"), row(250, "a", "b", "x"), 100).ranges == [
        (200, 50)
    ]
    assert damage_between(row(250, "a", "b", "c"), row(250, "a", "b", "c"), 100).count == 0


def test_segments_that_only_one_has_differ():
    assert damage_between(row(250, "a", "b", "c"), row(100, "a"), 100).ranges == [(100, 150)]
    assert damage_between(row(100, "a"), row(250, "a", "b", "c"), 100).ranges == [(100, 150)]


def test_without_segments_the_place_is_not_known():
    assert damage_between(row(250, "a", "b", "c"), row(99), 100) is None
    assert damage_between(row(99), row(99), 100) is None
    assert damage_between({"size": "250", "segments": 7}, row(250, "a", "b", "c"), 100) is None
    assert damage_between(row(250, "a", "b", "c"), row(250, "a", "b", "c"), 0) is None
