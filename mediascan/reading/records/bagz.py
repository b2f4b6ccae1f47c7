"""Bagz: records one after another, then a table of u64 where each one ends.

The last u64 of the file is the end of the last record, which is where the table starts.

Source: https://github.com/google-deepmind/bagz
"""

from itertools import pairwise

from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.reading.compression.inflate import Method, head_of
from mediascan.reading.compression.inner_format import inner_format
from mediascan.reading.tensorflow.examples import Features
from mediascan.reading.window import Window

_CHECKED = 4096  # ends that must rise
_LOOKED_AT = 16  # records
_SAMPLE = 1 << 18  # bytes of one record


def table_of(last: bytes, size: int, fewest: int) -> tuple[int, int]:
    """Where the table starts, by the `last` 8 bytes, and how many ends it has; 0 for no table."""
    start = int.from_bytes(last, "little")
    count, odd = divmod(size - start, 8)
    return (start, count) if 0 < start < size and not odd and count >= fewest else (0, 0)


def read_ends(window: Window, fewest: int) -> tuple[int, list[int]] | None:
    """How many records there are and where the first ones end; None for another file."""
    if window.size < 16:
        return None
    start, count = table_of(window.sparse(window.size - 8, 8), window.size, fewest)
    if not start:
        return None
    table = window.read(start, 8 * min(count, _CHECKED))
    ends = [int.from_bytes(table[at : at + 8], "little") for at in range(0, len(table), 8)]
    rising = all(before <= after for before, after in pairwise((0, *ends)))
    return (count, ends) if rising and ends[-1] <= start else None


def all_start(window: Window, ends: list[int], magic: bytes) -> bool:
    """Whether the first records all begin with `magic`; an empty record is empty."""
    first = ends[:_LOOKED_AT]
    return all(
        before == after or window.has(magic, before) for before, after in pairwise((0, *first))
    )


def say_records(window: Window, ends: list[int], method: Method, facts: Facts) -> None:
    """Add what the first records hold."""
    features = Features()
    kinds = {}
    for before, after in pairwise((0, *ends[:_LOOKED_AT])):
        try:
            data = head_of(window.cut(before, after - before), method, _SAMPLE)
        except InputFault:
            break
        features.add(Window.over(data))
        kinds[inner_format(data)] = True
    features.say(facts, facts["sample_count"])
    if not features.records and kinds:
        facts["inner_format"] = ", ".join(sorted(kinds))
