"""What a person sees while a run goes on, on screens of any width."""

import io

import pytest
from rich.console import Console

from mediascan.cli.screen import TerminalBoard
from mediascan.runs.observer import Progress

NOW = Progress(
    files=100_000_000,
    bytes_read=1_800_000_000,
    findings=1,
    faults=0,
    rate=200_000_000,
    total_bytes=4_200_000_000,
    eta_seconds=86_400 * 3 + 3600,
    elapsed_seconds=9,
    current_rate=205_600_000,
)
SOURCE = {"path": "/media/officer/a drive with a very long label indeed/exhibit-7"}


def board(width, *, dumb=False):
    stream = io.StringIO()
    environment = {"TERM": "dumb" if dumb else "xterm"}
    console = Console(file=stream, width=width, force_terminal=True, _environ=environment)
    return TerminalBoard(console), stream


def shown(one, width):
    """The lines of the board as text."""
    console = Console(file=io.StringIO(), width=width, color_system=None)
    console.print(one)
    return console.file.getvalue().splitlines()


@pytest.mark.parametrize("width", [40, 60, 80, 100, 120, 200])
def test_nothing_is_cut_off_or_left_out_at_any_width(width):
    one, _ = board(width)
    line = one.line()
    line.started(SOURCE, resumed=False)
    line.phase("reading")
    line.progress(NOW)
    lines = shown(one, width)
    assert max(map(len, lines)) <= width
    text = "  ".join(part.strip() for part in lines)
    for word in (
        "42 %",
        "1.8 of 4.2 GB",
        "100,000,000 files",
        "205.6 MB/s",
        "left: 3 d 1 h",
        "1 finding",
        "0 faults",
        "exhibit-7",
    ):
        assert word in text


def test_a_wide_screen_has_a_line_a_source_and_a_bar():
    one, _ = board(200)
    for _ in range(2):
        line = one.line()
        line.started({"path": "/media/a"}, resumed=True)
        line.phase("reading")
        line.progress(NOW)
    lines = shown(one, 200)
    assert len(lines) == 2
    assert all("━━━" in text and "(resumed)" in text for text in lines)


def test_a_phase_without_content_tells_its_part():
    one, _ = board(80)
    line = one.line()
    line.started(SOURCE, resumed=False)
    line.phase("writing the report")
    line.step(4096, 8192)
    text = " ".join(shown(one, 80))
    assert "writing the report" in text
    assert "50 %" in text
    line.finished({"verdict": {"outcome": "HOLD"}, "coverage": {}}, earlier=False)
    assert "HOLD" in " ".join(shown(one, 80))


def test_a_terminal_that_cannot_redraw_gets_a_line_for_each_phase():
    one, stream = board(80, dumb=True)
    with one:
        line = one.line()
        line.started({"path": "/media/a\x1b[31m"}, resumed=False)
        line.phase("reading")
        line.progress(NOW)
        line.progress(NOW)
        line.phase("writing the report")
        line.finished({"verdict": {"outcome": "CLEAR"}, "coverage": {}}, earlier=False)
    assert stream.getvalue().splitlines() == [
        "/media/a\\u{1b}[31m: reading",
        "/media/a\\u{1b}[31m: writing the report",
        "/media/a\\u{1b}[31m: CLEAR",
    ]
