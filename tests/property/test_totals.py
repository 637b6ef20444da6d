"""Whatever mixture of enterprises and totals arrives in whatever order, the rates are those of the plain model."""

import os
import tempfile
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from property.oracle import World
from property.totals_oracle import DIMENSIONS, Mixed, Sent
from resumetrack.measure import catalogue
from resumetrack.model import Kind, Selection
from resumetrack.store import Store
from resumetrack.tracker import ingesting, rating
from resumetrack.tracker.terms import Terms

MORE = 25 if os.environ.get("HYPOTHESIS_PROFILE") == "more" else 1
DAWN, TODAY = datetime(2020, 6, 1, tzinfo=UTC), date(2020, 6, 30)
DAYS = (date(2020, 5, 4), date(2020, 5, 5))
REGIONS = ("310000", "310115", "420000", "420100", "420106")
PLACES = ("310115", "420106", "420111", None)
INDUSTRIES = ("C", "C36", "C39")
HEADERS = (
    ("enterprises", "reporting", "full", "partial", "suspended", "closed", "employees", "on_duty"),
    ("enterprises", "operating"),
    ("reporting", "operating", "employees", "on_duty"),
    ("operating", "suspended"),
    ("reporting", "operating", "closed", "full"),
)
QUESTIONS: tuple[tuple[tuple[str, ...], str, dict[str, str]], ...] = (
    ((), "province", {}),
    (("region",), "province", {}),
    (("region",), "prefecture", {}),
    (("region",), "county", {"industry": "C36"}),
    (("industry",), "province", {}),
    (("region", "industry"), "province", {}),
    (("park",), "province", {}),
    ((), "province", {"region": "420100"}),
    ((), "province", {"region": "42", "park": "A"}),
)
INDICATORS = ("full_operating_rate", "operating_rate_scope")

number = st.one_of(st.none(), st.integers(0, 12))
cell = st.tuples(
    st.sampled_from((*REGIONS, None)),
    st.sampled_from((*INDUSTRIES, None, None)),
    st.sampled_from(("A", "B", None, None)),
)


@st.composite
def totals(draw: st.DrawFn) -> tuple[str, Any]:
    """A file of totals: its columns, and lines of different cells."""
    columns = draw(st.sampled_from(HEADERS))
    keys = draw(st.lists(st.tuples(st.sampled_from(DAYS), cell), min_size=1, max_size=5, unique=True))
    return "totals", (columns, tuple((day, key, {name: draw(number) for name in columns}) for day, key in keys))


@st.composite
def reports(draw: st.DrawFn) -> tuple[str, Any]:
    """A file of enterprises."""
    keys = draw(st.lists(st.tuples(st.sampled_from(DAYS), st.integers(1, 6)), min_size=1, max_size=4, unique=True))
    status = st.sampled_from((None, "full", "partial", "suspended", "closed", "closed", "closed"))
    place = st.fixed_dictionaries({
        "region": st.sampled_from(PLACES), "industry": st.sampled_from((*INDUSTRIES[1:], None)),
        "park": st.sampled_from(("A", "B", None)), "status": status, "employees": number, "on_duty": number,
    })  # fmt: skip
    return "report", tuple({"period": day, "enterprise_id": f"E{who}", **draw(place)} for day, who in keys)


@st.composite
def rosters(draw: st.DrawFn) -> tuple[str, Any]:
    """A roster."""
    who = draw(st.lists(st.integers(1, 9), min_size=1, max_size=6, unique=True))
    place = st.fixed_dictionaries({"region": st.sampled_from(PLACES), "industry": st.sampled_from(INDUSTRIES[1:])})
    return "roster", tuple({"enterprise_id": f"E{one}", **draw(place)} for one in who)


events = st.lists(
    st.one_of(totals(), totals(), reports(), reports(), rosters(), st.tuples(st.just("undo"), st.integers(1, 5))),
    min_size=1, max_size=6,
)  # fmt: skip


def written(header: Sequence[str], lines: Sequence[Sequence[Any]]) -> str:
    return "\n".join(
        (",".join(header), *(",".join("" if part is None else str(part) for part in one) for one in lines))
    )


class Desk:
    """Delivers the same to a store and to the model."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.store = folder, folder / "store.duckdb"
        self.mixed, self.moments, self.number = Mixed(World()), list[datetime](), 0

    def play(self, history: Sequence[tuple[str, Any]]) -> None:
        for hour, (what, content) in enumerate(history):
            now = DAWN + timedelta(hours=hour)
            if what == "undo":
                if self._undo(content, now):
                    self.moments.append(now)
                continue
            self.number += 1
            self.moments.append(now)
            getattr(self, f"_{what}")(content, now)

    def _take(self, text: str, now: datetime, **terms: Any) -> None:
        file = self.folder / f"{self.number}.csv"
        file.write_text(f"{text}\n", encoding="utf-8")
        done = ingesting.ingest(self.store, [str(file)], Terms(again=True, **terms), now)
        assert done.results[0].counts.balanced
        assert done.results[0].report == self.number

    def _totals(self, content: Any, now: datetime) -> None:
        columns, lines = content
        self.mixed.sent.append(Sent(self.number, now, columns, lines))
        # A dimension that no line states has no column.
        names = [name for place, name in enumerate(DIMENSIONS) if any(key[place] for _, key, _ in lines)]
        places = [DIMENSIONS.index(name) for name in names]
        body = [[day, *(key[place] for place in places), *values.values()] for day, key, values in lines]
        self._take(written(("period", *names, *columns), body), now)
        self.mixed.world.loads.append(_nothing(self.number, now))

    def _report(self, content: Any, now: datetime) -> None:
        columns = tuple(sorted(content[0]))
        self.mixed.world.deliver(Kind.REPORT, now, {*columns} - {"period", "enterprise_id"}, content)
        self._take(written(columns, [[line[name] for name in columns] for line in content]), now)

    def _roster(self, content: Any, now: datetime) -> None:
        self.mixed.world.deliver(Kind.ROSTER, now, {"region", "industry"}, content)
        columns = tuple(sorted(content[0]))
        text = written(columns, [[line[name] for name in columns] for line in content])
        self._take(text, now, kind=Kind.ROSTER, complete=True)

    def _undo(self, number: int, now: datetime) -> bool:
        if number > self.number or self.mixed.world.loads[number - 1].withdrawn:
            return False
        ingesting.undo(self.store, number, now)
        self.mixed.world.undo(number, now)
        for one in self.mixed.sent:
            if one.number == number:
                one.withdrawn = now
        return True


def _nothing(number: int, now: datetime) -> Any:
    """A place in the world's numbering for a file that is not of enterprises."""
    from property.oracle import Load

    return Load(number, Kind.TOTALS, now, frozenset(), ())


@given(events)
@settings(max_examples=25 * MORE, deadline=None)
def test_rates_of_enterprises_and_totals_are_those_of_the_model(history: list[tuple[str, Any]]) -> None:
    """By every grouping, now and as of an earlier moment, after any order of arrival and withdrawal."""
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        desk.play(history)
        if not desk.store.exists():
            return
        with Store(desk.store) as store:
            known = store.attributes(store.panels()[0])
            for place, (by, level, where) in enumerate(QUESTIONS):
                if "park" in {*by, *where} and "park" not in known:
                    continue
                moments = [None, desk.moments[place % len(desk.moments)]]
                for at in dict.fromkeys(moments):
                    selection = Selection(
                        by=by, levels=(level,) if "region" in by else (), where=tuple(where.items()),
                        period="all", indicators=INDICATORS, as_of=at,
                    )  # fmt: skip
                    table = rating.rates(store, selection, catalogue(), Fraction(3, 10), TODAY)
                    expected = list(desk.mixed.rates(by, level, where, at))
                    said = table.records()
                    assert [(row["period"], tuple(row[name] for name in by)) for row in said] == [
                        (day, group) for day, group, _ in expected
                    ]
                    for row, (_, _, figures) in zip(said, expected, strict=True):
                        differing = {
                            name: (row[name], wanted) for name, wanted in figures.items() if row[name] != wanted
                        }
                        assert not differing, f"{by} {level} {where} as of {at}: {differing} in {dict(row)}"
