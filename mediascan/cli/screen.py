"""A person at a terminal watches a run: a line a source, redrawn in place.

A line that is longer than the screen goes on in the next one at a word's end, so that nothing is
cut off at 80 columns; where there is room, a bar shows the part that is done.
"""

import time
from types import TracebackType
from typing import Any, Self

from rich.console import Console, ConsoleOptions, RenderResult
from rich.live import Live
from rich.text import Text

from mediascan.cli.console import ERR, duration, size
from mediascan.model.display import show
from mediascan.runs.observer import Observer, Progress

_TURNS = "\u280b\u2819\u2839\u2838\u283c\u2834\u2826\u2827\u2807\u280f"
_TURNS_A_SECOND = 8
_BAR = 24  # columns
_GAP = "  "


class TerminalBoard:
    """The lines of all sources."""

    def __init__(self, console: Console = ERR) -> None:
        self._lines: list[_Line] = []
        self._plain = console.is_dumb_terminal  # cannot redraw: it gets a line for each phase
        self._console = console
        self._live = Live(self, console=console, refresh_per_second=4, redirect_stdout=False)

    def __enter__(self) -> Self:
        if not self._plain:
            self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        bad: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if not self._plain:
            self._live.stop()

    def line(self) -> Observer:
        self._lines.append(_Line(self._console if self._plain else None))
        return self._lines[-1]

    def __rich_console__(self, _console: Console, options: ConsoleOptions) -> RenderResult:
        for one in self._lines:
            yield one.text(options.max_width)


class _Line:
    def __init__(self, console: Console | None) -> None:
        self._console = console
        self._name = ""
        self._phase = "starting"
        self._words: list[str] = []
        self._part: float | None = None
        self._busy = True
        self._printed = 0.0

    def started(self, source: dict[str, Any], *, resumed: bool) -> None:
        self._name = show(source["path"]) + (" (resumed)" if resumed else "")

    def phase(self, name: str) -> None:
        self._phase, self._words, self._part = name, [], None
        self._print(always=True)

    def step(self, done: int, whole: int) -> None:
        self._part = done / whole if whole else None
        self._print()

    def progress(self, now: Progress) -> None:
        self._part, read = None, size(now.bytes_read)
        if now.total_bytes:
            self._part = min(1.0, now.bytes_read / now.total_bytes)
            read = _of(read, size(now.total_bytes))
        self._words = [
            read,
            _count(now.files, "file"),
            f"{size(now.current_rate)}/s",
            f"left: {duration(now.eta_seconds)}",
            _count(now.findings, "finding"),
            _count(now.faults, "fault"),
        ]
        self._print()

    def vanished(self, reason: str) -> None:
        self._phase, self._words, self._part = show(reason), [], None
        self._print(always=True)

    def finished(self, predicate: dict[str, Any], *, earlier: bool) -> None:
        self._name = self._name or show(predicate["source"]["path"])
        when = " (finished earlier)" if earlier else ""
        if predicate["coverage"].get("vanished"):
            when = " so far: the source vanished"
        self._end(predicate["verdict"]["outcome"] + when)

    def stopped(self, reason: str) -> None:
        self._end(f"stopped: {show(reason)}")

    def text(self, width: int) -> Text:
        """All that there is to say, in lines of at most `width` columns."""
        if not self._busy and not self._name:
            return Text(self._phase)
        turn = _TURNS[int(time.monotonic() * _TURNS_A_SECOND) % len(_TURNS)] if self._busy else ""
        phase = "" if self._phase == "reading" else f": {self._phase}"
        room = max(8, width - len(phase) - len(_GAP))
        head = f"{turn} {_short(self._name, room)}{phase}".strip()
        part = [] if self._part is None else [f"{int(self._part * 100)} %"]
        words = [*part, *self._words]
        spare = width - len(head) - sum(len(_GAP) + len(one) for one in words) - 2 * len(_GAP)
        if self._part is not None and spare >= _BAR:
            words.insert(0, _bar(self._part))
        return Text("\n".join(_packed([head, *words], width)), no_wrap=True, overflow="fold")

    def _end(self, words: str) -> None:
        self._phase, self._words, self._part, self._busy = words, [], None, False
        self._print(always=True)

    def _print(self, *, always: bool = False) -> None:
        """For a terminal that cannot redraw: something twice a minute, and each change."""
        if self._console and (always or time.monotonic() - self._printed > 30):
            self._printed = time.monotonic()
            phase = [] if self._phase == "reading" and self._words else [self._phase]
            words = ", ".join([*phase, *self._words])
            self._console.print(Text(f"{self._name}: {words}" if self._name else words))


def _packed(words: list[str], width: int) -> list[str]:
    """`words` in as few lines as hold them; all but the first are indented."""
    lines = [words[0]]
    for one in words[1:]:
        if len(lines[-1]) + len(_GAP) + len(one) <= width:
            lines[-1] += _GAP + one
        else:
            lines.append(_GAP + one)
    return lines


def _short(name: str, room: int) -> str:
    """`name`, without its middle where it is too long: the ends tell sources apart."""
    if len(name) <= room:
        return name
    left = (room - 1) // 3
    return f"{name[:left]}\u2026{name[left + 1 - room :]}"


def _bar(part: float) -> str:
    done = int(part * _BAR)
    return "\u2501" * done + "\u2500" * (_BAR - done)


def _of(done: str, whole: str) -> str:
    """Both amounts; the unit once where it is the same, as in 1.8 of 4.2 GB."""
    number, _, unit = done.partition(" ")
    return f"{number} of {whole}" if whole.endswith(f" {unit}") else f"{done} of {whole}"


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}" + ("" if number == 1 else "s")
