"""Four tables of the sample data, published one by one, are put together by a reader who wants to undo them."""

from pathlib import Path
from typing import Any

import pytest

from disclosure_cells import FLAGS, Reader
from resumetrack.measure.disclosure import ALL, Address
from resumetrack.tracker import Tracker

COLUMNS = {**{flag: flag for flag in FLAGS}, "in_scope": "enterprises", "employees": "employees", "on_duty": "on_duty"}
ATTACKED = 25
Figures = dict[Address, dict[str, float] | None]


def tables(tracker: Tracker, period: str, *, publish: bool) -> Figures:
    """What `rates` says without groups, by region, by industry, and by both."""
    found: Figures = {}
    for by in ((), ("region",), ("industry",), ("region", "industry")):
        levels = ("section",) if "industry" in by else ()
        for row in tracker.rates(by=by, levels=levels, period=period, publish=publish).records():
            address = (row.get("region", ALL), row.get("industry", ALL))
            found[address] = None if row.get("suppressed") else figures(row)  # type: ignore[index]
    return found


def figures(row: dict[str, Any]) -> dict[str, float]:
    """The figures of a row, and the number covered, which coverage gives away."""
    known = {flag: float(row.get(column) or 0) for flag, column in COLUMNS.items()}
    return known | {"covered": round(known["in_scope"] * float(row["coverage"] or 0))}


@pytest.mark.parametrize(("panel", "period"), [("sme", "2020-03-28"), ("above-size", "2020-03-10")])
def test_tables_of_the_sample_cannot_be_undone_together(demo_folder: Path, panel: str, period: str) -> None:
    """No hidden figure can be narrowed to less than 10 % or one; what is shown is as it is without --publish."""
    tracker = Tracker(demo_folder / "resumetrack.duckdb", panel=panel)
    published, truth = (tables(tracker, period, publish=publish) for publish in (True, False))
    assert published.keys() == truth.keys()
    assert all(shown is None or shown == truth[one] for one, shown in published.items())
    reader = Reader(published)
    true = {(one, name): value for one in reader.hidden for name, value in (truth[one] or {}).items() if value}
    assert len(reader.hidden) > ATTACKED
    for one, name in sorted(true, key=str)[:: len(true) // ATTACKED]:
        low, high = reader.interval(one, name)
        assert low - 0.001 <= true[one, name] <= high + 0.001
        assert high - low >= max(1, 0.1 * true[one, name]) * 0.999, (one, name)
