"""Records in parts, and files that end or break."""

from struct import pack

import pytest

from mediascan.reading.records import recordio
from mediascan.reading.records.recordio import walk
from mediascan.reading.window import Window


def record(data, flag=0):
    return pack("<II", 0xCED7230A, flag << 29 | len(data)) + data + bytes(-len(data) % 4)


WHOLE = record(b"some text") * 2


@pytest.mark.parametrize(
    ("data", "count", "missing", "damage"),
    [
        (WHOLE, 2, 0, ""),
        (record(b"a", 1) + record(b"b", 2) + record(b"c", 3) + record(b"d"), 2, 0, ""),
        (WHOLE[:-4], 1, 4, ""),
        (WHOLE + WHOLE[:5], 2, 3, ""),
        (WHOLE + b"nothing of this kind", 2, 0, "no record at byte 40"),
        (WHOLE + record(b"c", 3), 2, 0, "no record at byte 40"),
    ],
)
def test_records_are_counted(data, count, missing, damage):
    found = walk(Window.over(data))
    assert (found.records, found.missing, found.damage) == (count, missing, damage)


def test_the_rest_of_a_long_file_is_not_counted(monkeypatch):
    monkeypatch.setattr(recordio, "_MOST", 3)
    found = walk(Window.over(WHOLE * 2))
    assert (found.records, found.stopped) == (3, True)
