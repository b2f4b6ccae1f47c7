"""What reaches a person's screen: the only place that prints.

Answers go to standard output, progress and errors to standard error. Names from evidence are made
harmless by `model.display.show` before they come here; what came another way, as a name that a
shell made of `*`, is made so here. Nothing is ever read as rich markup.
"""

import re
import sys
import textwrap

from rich.console import Console
from rich.text import Text

from mediascan.model.display import harmless
from mediascan.model.errors import READER_GONE


class _Console(Console):
    def on_broken_pipe(self) -> None:  # type: ignore[explicit-override]  # is in 3.12
        try:
            super().on_broken_pipe()
        except SystemExit as end:
            raise SystemExit(READER_GONE) from end  # rich says 1, which is an internal error


OUT = _Console(markup=False, highlight=False, emoji=False, soft_wrap=True)
ERR = _Console(stderr=True, markup=False, highlight=False, emoji=False, soft_wrap=True)
_WORD = re.compile(r"[a-z]+[ ,:]", re.ASCII)
_STYLES = {  # the words of report/renderers/terminal.py and report/verify.py
    "outcome.hold": "bold white on red",
    "outcome.refer": "bold black on yellow",
    "outcome.inconclusive": "bold white on blue",
    "outcome.clear": "bold white on green",
    "title": "bold",
    "heading": "bold underline",
    "strong": "bold",
    "plain": "",
    "quiet": "dim",
    "ok": "green",
    "FAIL": "bold red",
    "not checked": "yellow",
}


def line(text: str = "", style: str = "") -> None:
    """One line of an answer."""
    _print(OUT, text, style)


def note(text: str, style: str = "") -> None:
    """One line beside the answer."""
    _print(ERR, text, style)


def error(text: str) -> None:
    """Why the command stops: one sentence."""
    if _WORD.match(text):  # and not the name of a file, which stays as it is
        text = text[:1].upper() + text[1:]
    _print(ERR, f"mediascan: {text}" if text.endswith(".") else f"mediascan: {text}.")


def _print(console: Console, text: str, style: str = "") -> None:
    """Print one line; on a screen it goes on in the next at a word's end, below its own start.

    A word that is longer than the screen, as a path, stays whole, so that it can be copied.
    """
    text = harmless(text)
    if console.is_terminal and len(text) > console.width:
        indent = text[: len(text) - len(text.lstrip(" "))]
        lines = textwrap.wrap(
            text,
            console.width,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
        text = "\n".join(lines)
    console.print(Text(text, style=_STYLES.get(style, style)))


def on_terminal() -> bool:
    """Whether somebody watches: then progress is drawn, otherwise events are written."""
    return sys.stdout.isatty() and sys.stderr.isatty()


def size(count: int) -> str:
    """Bytes in decimal units, as drives are labelled."""
    value, units = float(count), ("B", "kB", "MB", "GB", "TB", "PB")
    for unit in units[:-1]:
        if value < 1000:
            return f"{count} B" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.1f} {units[-1]}"


def duration(seconds: int | None) -> str:
    """Two units at most, and nothing pretended beyond 30 days."""
    if seconds is None:
        return "not known yet"
    if seconds > 30 * 86_400:
        return "more than 30 d"
    days, rest = divmod(seconds, 86_400)
    hours, rest = divmod(rest, 3600)
    minutes, rest = divmod(rest, 60)
    units = ((days, "d"), (hours, "h"), (minutes, "min"), (rest, "s"))
    some = [f"{count} {unit}" for count, unit in units if count]
    return " ".join(some[:2]) or "0 s"
