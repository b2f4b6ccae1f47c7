"""The benchmark itself: the same corpora each time, and a table that says what it must."""

import hashlib
import random
from pathlib import Path

import pytest

from benchmarks import table
from benchmarks.corpora import (
    listed,
    log_normal,
    training_donors,
    write_large,
    write_mixed,
    write_small,
)
from benchmarks.donors import KIB, Donor, real_files, safetensors
from benchmarks.measure import Times, balanced, phases
from benchmarks.rows import EVERY, ROWS, Against, Row

_DONORS = [Donor(".py", b"x" * 5000), Donor("", b"\x7fELF" + bytes(20_000))]


def _digest(folder: Path) -> str:
    every = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            every.update(bytes(path.relative_to(folder)) + path.read_bytes())
    return every.hexdigest()


def _make(folder: Path) -> str:
    pool = random.Random(1).randbytes(10_000)
    for name in ("small", "mixed", "large"):
        (folder / name).mkdir(parents=True)
    write_small(folder / "small", 60, 6, _DONORS, safetensors(4, 1))
    write_mixed(folder / "mixed", log_normal(40, 200_000, 1), _DONORS, pool)
    write_large(folder / "large", 50_000, pool)
    return _digest(folder)


def test_the_corpora_are_the_same_bytes_each_time(tmp_path):
    assert _make(tmp_path / "one") == _make(tmp_path / "two")


def test_neighbours_of_the_small_corpus_are_not_written_one_after_another(tmp_path):
    write_small(tmp_path, 12, 4, _DONORS, [])
    assert [path.name for path in sorted((tmp_path / "0001").iterdir())] == [
        path.name
        for path in sorted(tmp_path.rglob("*"))
        if path.stem in {"000001", "000005", "000009"}
    ]
    sizes = [path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()]
    assert len(sizes) == 12
    assert all(KIB <= size <= 16 * KIB for size in sizes)


def test_sizes_are_log_normal_and_add_up():
    sizes = log_normal(20_000, 3 << 30, 3)
    assert sum(sizes) == pytest.approx(3 << 30, rel=0.001)
    assert sorted(sizes)[10_000] < sum(sizes) / len(sizes) / 5  # the middle lies far below the mean


def test_real_files_are_drawn_in_the_same_order_whatever_the_folder_lists_first(tmp_path):
    for name in ("b.py", "a.txt", "c"):
        (tmp_path / name).write_bytes(name.encode() * KIB)
    (tmp_path / "tiny").write_bytes(b"too short")
    (tmp_path / "link").symlink_to("c")
    first = real_files(tmp_path, 10, 1)
    assert first == real_files(tmp_path, 10, 1)
    assert sorted(one.suffix for one in first) == ["", ".py", ".txt"]


def test_training_files_are_among_the_small_ones():
    suffixes = {one.suffix for one in training_donors()}
    assert {".pt", ".safetensors", ".parquet"} <= suffixes


def test_a_list_for_the_peers_names_every_file_once(tmp_path):
    write_small(tmp_path / "small", 10, 2, _DONORS, [])
    card = listed("small", tmp_path / "small", tmp_path / "names")
    names = (tmp_path / "names").read_bytes().split(b"\0")
    assert names.pop() == b""
    assert len(set(names)) == card.files == 10
    assert card.size == sum((tmp_path / "small" / name.decode()).stat().st_size for name in names)


def test_phases_come_from_the_events():
    events = b"\n".join(
        (
            b'{"event":"started","time":"2026-01-01T00:00:00.000000Z"}',
            b'{"event":"phase","name":"reading","time":"2026-01-01T00:00:01.000000Z"}',
            b'{"event":"progress","time":"2026-01-01T00:00:02.000000Z"}',
            b'{"event":"phase","name":"writing the report","time":"2026-01-01T00:00:03.500000Z"}',
            b'{"event":"finished","time":"2026-01-01T00:00:04.000000Z"}',
        )
    )
    assert phases(events, 5.0) == Times(whole=5.0, reading=2.5, report=0.5)


def test_the_order_is_balanced():
    seen = []

    def run(name):
        def one():
            seen.append(name)
            return Times(1, 1)

        return one

    balanced({name: run(name) for name in "ABC"}, 2)
    assert "".join(seen) == "ABCCBA"


def test_ratios_are_made_within_a_pass_and_the_start_is_taken_from_the_engine_alone():
    passes = [
        {table.OURS: Times(4.0, 3.0, 0.5), "b3sum": Times(4.0, 4.0)},
        {table.OURS: Times(8.0, 5.0, 0.5), "b3sum": Times(12.0, 12.0)},
        {table.OURS: Times(4.0, 3.0, 0.5), "b3sum": Times(6.0, 6.0)},
    ]
    result = table.compared(passes, "b3sum", start=1.0)
    assert result.engine == table.Spread(3.0, 2.0, 3.0)
    assert result.reading == table.Spread(2.0, 4 / 3, 2.4)
    assert result.whole == table.Spread(1.5, 1.0, 1.5)


@pytest.mark.parametrize(
    ("ratio", "reach", "said"),
    [
        (1.2, 1.2, "met"),
        (0.9, 1.2, "missed by 25 %"),
        (0.3, None, "no target"),
    ],
)
def test_a_target_is_met_or_missed_by_so_much(ratio, reach, said):
    assert table.verdict(ratio, reach) == said


def test_a_line_shows_engine_and_whole_command_apart():
    row = Row("x", "corpus 2", "small", "warm", (Against("b3sum", 1.0),))
    passes = [{table.OURS: Times(4.0, 2.0), "b3sum": Times(2.0, 2.0)}]
    line = table.line(row, row.against[0], "`b3sum`", table.compared(passes, "b3sum", 0.0))
    assert line == (
        "| corpus 2 | warm | `b3sum` | 1 | 1.00 (1.00-1.00) | met "
        "| 0.50 (0.50-0.50) | missed by 50 % |"
    )
    assert line.count("|") == table.HEADER.partition("\n")[0].count("|")


def test_memory_is_judged_in_all_and_by_growth():
    lines = table.memory_lines({"few": 200.0, "many": 330.0}, {"few": 10_000, "many": 2_000_000})
    assert "met |" in lines[2]
    assert "missed by 10 %" in lines[3]
    assert "1.65 times" in lines[4]
    assert "missed" in lines[4]


def test_each_row_has_a_name_of_its_own():
    assert len(set(EVERY)) == len(ROWS) + 1
