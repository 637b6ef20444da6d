"""`rates --basis matched`: the same enterprises in two periods, beside all who report."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from resumetrack import Tracker
from resumetrack.model import Basis, Estimation, RateTable

HEADER = "period,enterprise_id,region,status,employees,on_duty\n"
FIRST = "a,110000,full,10,5 b,110000,suspended,20,0 c,310000,full,30,30 leaver,310000,suspended,40,0"
SECOND = "a,110000,full,10,8 b,110000,partial,20,10 c,310000,suspended,30,0 joiner,310000,full,50,50"
MATCHED = Estimation(basis=Basis.MATCHED)


@pytest.fixture
def tracker(tmp_path: Path) -> Tracker:
    """Two days: one enterprise leaves, one joins, two of the three others change."""
    for day, rows in (("2020-03-27", FIRST), ("2020-03-28", SECOND)):
        text = HEADER + "".join(f"{day},{row}\n" for row in rows.split())
        (tmp_path / f"{day}.csv").write_text(text, encoding="utf-8")
    made = Tracker(tmp_path / "store.duckdb")
    made.ingest(*sorted(tmp_path.glob("*.csv")))
    return made


def records(table: RateTable) -> list[dict[str, Any]]:
    names = [column.name for column in table.columns]
    return [dict(zip(names, row, strict=True)) for row in table.rows]


def test_the_same_enterprises_now_and_before(tracker: Tracker) -> None:
    """By hand: a, b and c report on both days; 2 of 3 operated on the first, 2 of 3 on the second; 35 and 18 of 60."""
    (row,) = records(tracker.rates(estimation=MATCHED))
    assert (row["operating_rate"], row["reporting"], row["matched"]) == (0.75, 4, 3)
    assert (row["operating_rate_matched"], row["operating_rate_matched_preceding"]) == (0.666666666667, 0.666666666667)
    assert (row["return_rate_matched"], row["return_rate_matched_preceding"]) == (0.3, round(35 / 60, 12))


def test_the_first_period_has_nothing_to_be_matched_with(tracker: Tracker) -> None:
    """Its cells are empty, and the plain rates stand as without the option."""
    first, second = records(tracker.rates(period="all", estimation=MATCHED))
    assert [first[name] for name in ("matched", "operating_rate_matched", "return_rate_matched_preceding")] == [
        None
    ] * 3
    plain = records(tracker.rates(period="all"))
    assert [{name: row[name] for name in plain[0]} for row in (first, second)] == plain


def test_matched_joined_and_left_make_up_the_change(tracker: Tracker) -> None:
    """The change of a rate is that of the matched, and what those who joined and those who left make of it."""
    before, now = records(tracker.rates(period="all", estimation=MATCHED))
    joined = Fraction(3, 4) - Fraction(2, 3)  # with joiner 3 of 4, without 2 of 3
    left = Fraction(2, 3) - Fraction(2, 4)
    among = Fraction(0)
    assert now["operating_rate"] - before["operating_rate"] == float(among + joined + left)
    assert now["operating_rate"] - now["operating_rate_matched"] == pytest.approx(float(joined), abs=1e-12)
    assert now["operating_rate_matched_preceding"] - before["operating_rate"] == pytest.approx(float(left), abs=1e-12)


def test_groups_and_their_total(tracker: Tracker) -> None:
    """Each region is matched by itself, the total over all."""
    table = tracker.rates(by="region", estimation=MATCHED, total=True)
    beijing, shanghai = records(table)
    assert (beijing["matched"], beijing["operating_rate_matched"], beijing["operating_rate_matched_preceding"]) == (
        2,
        1,
        0.5,
    )
    assert (shanghai["matched"], shanghai["operating_rate_matched"]) == (1, 0)
    assert table.total is not None
    assert table.total[[column.name for column in table.columns].index("matched")] == 3


def test_it_says_how_both_moved(tracker: Tracker) -> None:
    """The note has the change among all who report beside that among the matched."""
    notes = [note.en for note in tracker.rates(estimation=MATCHED).notes]
    assert notes[-1] == (
        "operating rate since 2020-03-27: +25.0 pp among all who report, 0.0 pp among the 3 that report in both periods"
    )


def test_the_trend_says_the_same(tracker: Tracker) -> None:
    """`change_matched_pp` of the trend is the difference of the two matched rates."""
    (row,) = records(tracker.rates(estimation=MATCHED))
    table = tracker.trend()
    place = [column.name for column in table.columns].index("change_matched_pp")
    changes = [trend[place] for trend in table.rows]
    differences = [
        round(100 * (row[f"{name}_matched"] - row[f"{name}_matched_preceding"]), 6)
        for name in ("operating_rate", "return_rate")
    ]
    assert changes == pytest.approx(differences, abs=1e-6)
