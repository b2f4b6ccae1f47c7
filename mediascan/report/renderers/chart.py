"""The treemap of all bytes as boxes with labels that fit, for the HTML template."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from mediascan.report.page.nouns import Share
from mediascan.report.page.quantities import plural, size
from mediascan.report.renderers.treemap import Tile, tiles

WIDTH, HEIGHT = 760, 250  # units of the SVG; it scales with the page
_MOST = 11  # tiles; what is smaller shares one tile more
_LEAST = 400  # of all bytes, the part below which a tile could not be seen
_SCRIPTS = (14, 11)  # sizes of the labels in units, the first that fits
_LETTER, _LINE = 0.68, 1.3  # width of a letter and height of a line, in parts of the size
_MARGIN = 9


@dataclass(frozen=True, slots=True)
class Box:
    """A tile as the template draws it; numbers are text with one decimal, lines may be none."""

    x: str
    y: str
    width: str
    height: str
    tone: str
    title: str
    script: int  # size of the letters
    lines: tuple[tuple[str, str, str], ...]  # x, y of the base line, text


def boxes(shares: Sequence[Share]) -> tuple[Box, ...]:
    """One box for each share that can be seen, the largest first, and one for the rest."""
    total = sum(one.length for one in shares)
    ranked = sorted((one for one in shares if one.length > 0), key=lambda one: -one.length)
    seen = [one for one in ranked[:_MOST] if one.length * _LEAST >= total]
    rest = ranked[len(seen) :]
    left = sum(one.length for one in rest)
    drawn = [(one.label, one.tone, one.length, one.files) for one in seen]
    if left * _LEAST >= total > 0 and rest:
        drawn.append(("Everything else", "plain", left, sum(one.files for one in rest)))
        drawn.sort(key=lambda one: -one[2])
    placed = tiles([one[2] for one in drawn], WIDTH, HEIGHT)
    return tuple(
        Box(
            x=f"{tile.x:.1f}",
            y=f"{tile.y:.1f}",
            width=f"{tile.width:.1f}",
            height=f"{tile.height:.1f}",
            tone=tone,
            title=f"{label}: {size(length)} in {plural(files, 'file')}",
            **_label(label, size(length), tile),
        )
        for tile, (label, tone, length, files) in zip(placed, drawn, strict=True)
    )


def _label(name: str, amount: str, tile: Tile) -> dict[str, Any]:
    """Size and lines of a tile's label: as much as fits, or nothing."""
    for script in _SCRIPTS:
        width = (tile.width - 2 * _MARGIN) / (script * _LETTER)
        room = int((tile.height - _MARGIN) / (script * _LINE))
        if room >= 1 and len(name) <= width:
            texts = [one for one in (name, amount)[:room] if len(one) <= width]
            return {"script": script, "lines": tuple(_placed(texts, script, tile))}
    return {"script": 0, "lines": ()}


def _placed(texts: list[str], script: int, tile: Tile) -> Iterator[tuple[str, str, str]]:
    for at, text in enumerate(texts):
        y = tile.y + _MARGIN + script * (0.85 + at * _LINE)
        yield f"{tile.x + _MARGIN:.1f}", f"{y:.1f}", text
