"""Tiles fill the rectangle, do not overlap, and are as large as their weights."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from mediascan.report.page.nouns import Share
from mediascan.report.renderers.chart import HEIGHT, WIDTH, boxes
from mediascan.report.renderers.treemap import tiles

WEIGHTS = some.lists(some.integers(1, 2**64), min_size=1, max_size=12).map(
    lambda found: sorted(found, reverse=True)
)


def share(label, length, tone="plain"):
    return Share(label, label, tone, 1, length, "")


def test_the_example_of_the_paper_is_laid_as_there():
    """Bruls, Huizing, van Wijk (2000), figure 4: 6 6 4 3 2 2 1 in a rectangle of 6 by 4."""
    laid = tiles([6, 6, 4, 3, 2, 2, 1], 6, 4)
    first = [(round(t.x, 2), round(t.y, 2), round(t.width, 2), round(t.height, 2)) for t in laid]
    assert first[:4] == [(0, 0, 3, 2), (0, 2, 3, 2), (3, 0, 1.71, 2.33), (4.71, 0, 1.29, 2.33)]


@given(WEIGHTS)
def test_tiles_stay_inside_and_have_the_area_of_their_weight(weights):
    laid = tiles(weights, 760, 250)
    assert len(laid) == len(weights)
    for tile, weight in zip(laid, weights, strict=True):
        assert tile.x >= 0
        assert tile.y >= 0
        assert tile.x + tile.width <= 760.001
        assert tile.y + tile.height <= 250.001
        wanted = weight / sum(weights)
        assert tile.width * tile.height / 190_000 == pytest.approx(wanted, rel=0.001, abs=1e-6)


def test_nothing_gives_no_tiles():
    assert tiles([], 10, 10) == []
    assert boxes([]) == ()
    assert boxes([share("empty", 0)]) == ()


def test_what_is_too_small_to_see_shares_a_tile():
    many = [share(f"kind {at}", 100 - at) for at in range(40)]
    drawn = boxes(many)
    assert len(drawn) == 12
    assert drawn[0].title.startswith("Everything else")


def test_a_sliver_is_left_out_and_a_label_is_shown_only_where_it_fits():
    drawn = boxes([share("Model weights", 10**12, "ai"), share("Text", 10**10), share("Dust", 1)])
    assert [box.title.split(":")[0] for box in drawn] == ["Model weights", "Text"]
    assert [text for _, _, text in drawn[0].lines] == ["Model weights", "1.00 TB"]
    assert drawn[1].lines == ()


def test_one_share_fills_the_chart():
    (only,) = boxes([share("Text", 5)])
    assert (only.width, only.height) == (f"{WIDTH:.1f}", f"{HEIGHT:.1f}")
