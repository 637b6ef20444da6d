"""Sparklines: a row of rates as a row of bars, between the lowest and the highest of that row."""

from math import isfinite

BARS = "▁▂▃▄▅▆▇█"
DIGITS = "01234567"
MAX_POINTS = 28
GAP = " "
_MIDDLE = 3


def spark(text: str, *, unicode: bool = True, most: int = MAX_POINTS) -> str:
    """Draw at most `most` of the numbers in a `SPARK` cell; a gap ("-", or nothing between two blanks) is a blank.

    >>> spark("0.5 0.6 - 0.7 0.8")
    '▁▃ ▆█'
    """
    points = thinned([_point(word) for word in text.split(" ")] if text else [], most)
    known = [point for point in points if point is not None]
    if not known:
        return ""
    marks = BARS if unicode else DIGITS
    low, high = min(known), max(known)
    return "".join(GAP if point is None else marks[_step(point, low, high)] for point in points)


def thinned(points: list[float | None], most: int) -> list[float | None]:
    """Keep at most `most` points, at even distances, the first and the last among them."""
    if len(points) <= most:
        return points
    last, steps = len(points) - 1, most - 1
    return [points[(place * last + steps // 2) // steps] for place in range(most)]


def _step(point: float, low: float, high: float) -> int:
    if high == low:
        return _MIDDLE
    return int((point - low) / (high - low) * (len(BARS) - 1) + 0.5)


def _point(word: str) -> float | None:
    try:
        point = float(word)
    except ValueError:
        return None
    return point if isfinite(point) else None
