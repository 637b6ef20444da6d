"""Sparklines."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resumetrack.render.spark import MAX_POINTS, spark, thinned


@pytest.mark.parametrize(
    ("text", "bars", "digits"),
    [
        ("0 0.14 0.29 0.43 0.57 0.71 0.86 1", "▁▂▃▄▅▆▇█", "01234567"),
        ("0.98 0.99 1.0", "▁▅█", "047"),
        ("0.5 - 0.6", "▁ █", "0 7"),
        ("0.5  0.6", "▁ █", "0 7"),
        ("0.5 0.5 0.5", "▄▄▄", "333"),
        ("0.5", "▄", "3"),
        ("nan 0.5 x", " ▄ ", " 3 "),
        ("- -", "", ""),
        ("", "", ""),
    ],
)
def test_bars(text: str, bars: str, digits: str) -> None:
    """Bars stand between the row's own extremes, gaps are blanks, equal rates a flat line."""
    assert spark(text) == bars
    assert spark(text, unicode=False) == digits


@given(st.integers(1, 400), st.sampled_from([2, 14, MAX_POINTS]))
def test_thinning_is_even_and_keeps_the_ends(count: int, most: int) -> None:
    """At most so many points, first and last among them, at distances that differ by one at most."""
    points: list[float | None] = [float(place) for place in range(count)]
    kept = [int(point) for point in thinned(points, most) if point is not None]
    assert len(kept) == min(count, most)
    assert (kept[0], kept[-1]) == (0, count - 1)
    steps = {after - before for before, after in pairwise(kept)}
    assert not steps or max(steps) - min(steps) <= 1
