"""gzip is told from three bytes that only look like it."""

import gzip as library
import random

import pytest

from mediascan.formats.containers import gzip
from mediascan.formats.datasets import jsonl_gzip
from mediascan.model.finding import Confidence, FaultKind
from mediascan.reading.window import Window

NOISE = random.Random(7).randbytes(300_000)


def test_a_large_file_is_parsed_and_a_small_one_consistent():
    assert gzip.examine(Window.over(library.compress(NOISE))).confidence is Confidence.PARSED
    small = gzip.examine(Window.over(library.compress(NOISE[:6_000])))
    assert small.confidence is Confidence.CONSISTENT
    assert small.facts["uncompressed_bytes"] == 6_000


def test_noise_behind_three_bytes_is_hardly_ever_gzip():
    draw = random.Random(3)
    seen = [
        gzip.examine(Window.over(b"\x1f\x8b\x08\x00" + draw.randbytes(500))) for _ in range(500)
    ]
    assert sum(found is not None and found.confidence > Confidence.MAGIC for found in seen) < 250
    assert all(found.faults for found in seen if found)


def test_lines_are_not_looked_for_in_a_bomb():
    bomb = library.compress(bytes(1 << 24))
    assert jsonl_gzip.examine(Window.over(bomb)) is None


@pytest.mark.parametrize("end", [400, 3000, 5000])
def test_a_cut_file_is_truncated(end):
    found = gzip.examine(Window.over(library.compress(NOISE[:6_000])[:end]))
    assert [fault.kind for fault in found.faults] == [FaultKind.TRUNCATED]
    assert "uncompressed_bytes" not in found.facts
