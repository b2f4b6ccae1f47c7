"""Squarified treemap: a rectangle cut into tiles whose areas are as the weights.

Mark Bruls, Kees Huizing, Jarke van Wijk, "Squarified Treemaps" (2000): tiles are laid in strips
along the shorter side, and a strip takes the next tile as long as that makes its worst tile
squarer. Weights come sorted, the largest first.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tile:
    """One rectangle, in the unit of the whole one."""

    x: float
    y: float
    width: float
    height: float


def tiles(weights: Sequence[int], width: float, height: float) -> list[Tile]:
    """One tile a weight. Weights are above zero and fall; the tiles fill the whole rectangle."""
    scale = width * height / sum(weights) if weights else 0.0
    areas = [weight * scale for weight in weights]
    free = Tile(0.0, 0.0, width, height)
    laid: list[Tile] = []
    start = 0
    for end in range(1, len(areas) + 1):
        side = min(free.width, free.height)
        strip = areas[start:end]
        if end == len(areas) or _worst(strip, side) < _worst([*strip, areas[end]], side):
            placed, free = _lay(strip, free)
            laid += placed
            start = end
    return laid


def _worst(strip: list[float], side: float) -> float:
    """The largest ratio of sides among the tiles of a strip along `side`."""
    total = sum(strip)
    thick = total / side if side > 0 else 0.0
    if thick <= 0:
        return float("inf")
    return max(max(thick * thick / area, area / (thick * thick)) for area in strip)


def _lay(strip: list[float], free: Tile) -> tuple[list[Tile], Tile]:
    """The tiles of a strip at the left or upper edge of `free`, and what is left of it."""
    total = sum(strip)
    placed = []
    if free.width >= free.height:
        thick = min(free.width, total / free.height) if free.height > 0 else 0.0
        y = free.y
        for area in strip:
            length = area / total * free.height
            placed.append(Tile(free.x, y, thick, length))
            y += length
        return placed, Tile(free.x + thick, free.y, max(0.0, free.width - thick), free.height)
    thick = min(free.height, total / free.width) if free.width > 0 else 0.0
    x = free.x
    for area in strip:
        length = area / total * free.width
        placed.append(Tile(x, free.y, length, thick))
        x += length
    return placed, Tile(free.x, free.y + thick, free.width, max(0.0, free.height - thick))
