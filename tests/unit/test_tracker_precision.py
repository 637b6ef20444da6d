"""Raised rates, intervals, ranks and weights from a store: against `svy` on the same rows, and where there are none."""

import csv
import itertools
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from resumetrack.errors import NoInputError, RefusedError, UsageError
from resumetrack.measure.precision import wilson
from resumetrack.model import Basis, Cell, Estimation, Raising, RateTable
from resumetrack.tracker import Tracker

RAISED = Estimation(basis=Basis.RAISED, level=0.95)
BY_SIZE = Raising(strata=(("region", None), ("size", None)))
DAY = "2020-03-28"


@dataclass(frozen=True)
class Office:
    """A store, the roster it holds, and the reports, as rows of text."""

    tracker: Tracker
    roster: list[dict[str, Any]]
    reports: list[dict[str, Any]]


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.DictWriter(file, list(rows[0]))
        lines.writeheader()
        lines.writerows(rows)
    return path


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Two regions by three sizes, 6 to 60 enterprises in each; two thirds report, one region all of its large ones."""
    draw = Random(20200328)  # noqa: S311 - a fixture, not a secret
    place = tmp_path_factory.mktemp("office")
    roster, reports = [], []
    sizes = {"large": (14, 2000), "medium": (30, 400), "small": (60, 40)}
    for region, (size, (count, staff)) in itertools.product(("310000", "420000"), sizes.items()):
        for number in range(count):
            name = f"{region}-{size}-{number}"
            employees = draw.randint(staff // 2, staff * 2)
            roster.append(
                {"enterprise_id": name, "region": region, "size": size, "employees": employees, "owner": number % 3}
            )
            if draw.random() < 0.66 or (region, size) == ("310000", "large"):
                is_open = draw.random() < (0.9 if size == "large" else 0.6)
                on_duty = draw.randint(employees // 3, employees) if is_open else 0
                status = draw.choice(["full", "partial"]) if is_open else "suspended"
                reports.append(
                    {"period": DAY, "enterprise_id": name, "status": status, "employees": employees, "on_duty": on_duty}
                )
    tracker = Tracker(place / "office.duckdb")
    tracker.roster(write(place / "roster.csv", roster))
    tracker.ingest(write(place / "reports.csv", reports))
    return Office(tracker, roster, reports)


@pytest.fixture(scope="module")
def rosterless(tmp_path_factory: pytest.TempPathFactory, office: Office) -> Tracker:
    """The same reports without a roster; they say themselves where they come from."""
    place = tmp_path_factory.mktemp("rosterless")
    described = {row["enterprise_id"]: row for row in office.roster}
    rows = [
        row | {"region": described[row["enterprise_id"]]["region"], "size": described[row["enterprise_id"]]["size"]}
        for row in office.reports
    ]
    tracker = Tracker(place / "rosterless.duckdb")
    tracker.ingest(write(place / "reports.csv", rows))
    return tracker


def by_group(table: RateTable, *dimensions: str) -> dict[Any, dict[str, Cell]]:
    """The records of a table by group."""
    return {tuple(record[name] for name in dimensions): record for record in table.records()}


def sample_of(office: Office) -> Any:
    """The respondents with their strata and weights, as survey statisticians lay them out."""
    import polars as pl

    described = {row["enterprise_id"]: row for row in office.roster}
    population = Counter((row["region"], row["size"]) for row in office.roster)
    answered = Counter(
        (described[row["enterprise_id"]]["region"], described[row["enterprise_id"]]["size"]) for row in office.reports
    )
    rows = []
    for row in office.reports:
        own = described[row["enterprise_id"]]
        key = own["region"], own["size"]
        rows.append(
            {
                "region": own["region"],
                "owner": f"o{own['owner']}",
                "stratum": "-".join(key),
                "population": population[key],
                "weight": population[key] / answered[key],
                "operating": int(row["status"] != "suspended"),
                "employees": row["employees"],
                "on_duty": row["on_duty"],
            }
        )
    return pl.DataFrame(rows)


@pytest.mark.parametrize("dimension", ["region", "owner"])
def test_raised_rates_are_those_of_svy(office: Office, dimension: str) -> None:
    """Groups made of whole strata, and groups across strata: value and limits of shares and ratios, to nine digits."""
    import svy

    estimation = Estimation(basis=Basis.RAISED, level=0.95, raising=BY_SIZE)
    table = office.tracker.rates(by=dimension, estimation=estimation)
    sample = svy.Sample(sample_of(office), svy.Design(stratum="stratum", wgt="weight", pop_size="population"))
    for (group,), record in by_group(table, dimension).items():
        where = svy.col(dimension) == (group if dimension == "region" else f"o{group}")
        ratio = only(sample.estimation.ratio("on_duty", "employees", where=where)).estimates[0]
        found = record["return_rate_raised"], record["return_rate_low"], record["return_rate_high"]
        assert found == pytest.approx((ratio.est, ratio.lci, ratio.uci), rel=1e-9)
        shares = only(sample.estimation.prop("operating", where=where, ci_method="beta")).estimates
        share = next(one for one in shares if str(one.y_level) == "1")
        found = record["operating_rate_raised"], record["operating_rate_low"], record["operating_rate_high"]
        assert found == pytest.approx((share.est, share.lci, share.uci), rel=1e-9)


def only(found: Any) -> Any:
    """One estimate, whether svy gives it alone or in a list."""
    return found[0] if isinstance(found, list) else found


def test_intervals_of_those_reporting(office: Office) -> None:
    """A plain share has Wilson's limits; a ratio has those of one sample with finite-population correction."""
    import svy

    table = office.tracker.rates(by="region", estimation=Estimation(level=0.9))
    sizes = Counter(row["region"] for row in office.roster)
    for (region,), record in by_group(table, "region").items():
        trials = record["reporting"]
        assert isinstance(trials, int)
        successes = sum(int(str(record[name])) for name in ("full", "partial"))
        limits = record["operating_rate_low"], record["operating_rate_high"]
        assert limits == pytest.approx(wilson(successes, trials, 0.9), abs=1e-12)
        rows = sample_of(office)
        own = rows.filter(rows["region"] == region).with_columns(all=1.0 * sizes[str(region)])
        sample = svy.Sample(own, svy.Design(pop_size="all"))
        ratio = only(sample.estimation.ratio("on_duty", "employees", alpha=0.1)).estimates[0]
        limits = record["return_rate_low"], record["return_rate_high"]
        assert limits == pytest.approx((ratio.lci, ratio.uci), rel=1e-9)


def test_weighted_by_staff(office: Office) -> None:
    """The twin by staff raises the employees of respondents to those on the roster: worked out here in plain Python."""
    table = office.tracker.rates(estimation=Estimation(basis=Basis.RAISED, raising=BY_SIZE))
    described = {row["enterprise_id"]: row for row in office.roster}
    known: defaultdict[tuple[str, str], int] = defaultdict(int)
    for row in office.roster:
        known[row["region"], row["size"]] += row["employees"]
    answered: defaultdict[tuple[str, str], int] = defaultdict(int)
    operating: defaultdict[tuple[str, str], int] = defaultdict(int)
    for row in office.reports:
        own = described[row["enterprise_id"]]
        answered[own["region"], own["size"]] += own["employees"]
        operating[own["region"], own["size"]] += own["employees"] * (row["status"] != "suspended")
    raised = sum(known[key] * operating[key] / answered[key] for key in known) / sum(known.values())
    (record,) = table.records()
    assert record["operating_rate_raised_staff"] == pytest.approx(raised, abs=1e-12)


def test_weights_reproduce_the_roster(office: Office) -> None:
    """Respondents times weight is the number of enterprises of every cell, and staff times its weight the staff."""
    table = office.tracker.weights(raising=BY_SIZE)
    sizes = Counter((row["region"], row["size"]) for row in office.roster)
    records = table.records()
    assert {(row["region"], row["size"]): row["enterprises"] for row in records} == dict(sizes)
    for row in records:
        assert row["respondents"] * row["weight"] == pytest.approx(row["enterprises"])  # type: ignore[operator]
        assert row["respondent_employees"] * row["staff_weight"] == pytest.approx(row["employees"])  # type: ignore[operator]


def test_everybody_answers(office: Office) -> None:
    """Where nobody is silent there is no interval, the mark says so, and raising changes nothing."""
    table = office.tracker.rates(by="region,size", estimation=RAISED)
    record = by_group(table, "region", "size")["310000", "large"]
    assert record["coverage"] == 1
    assert record["operating_rate_raised"] == record["operating_rate"]
    assert (record["operating_rate_low"], record["operating_rate_high"]) == (None, None)
    assert (record["operating_rate_mark"], record["return_rate_mark"]) == ("complete", "complete")


def test_complete_but_for_reporters_off_the_roster(tmp_path: Path) -> None:
    """A group from which all in scope answer is known, whatever else reports; a size that nobody has on the roster."""
    place = tmp_path / "small.duckdb"
    roster = [{"enterprise_id": f"e{number}", "region": "310000", "size": "large"} for number in range(3)]
    reports = [
        {"period": DAY, "enterprise_id": name, "status": status, "region": "310000", "size": size}
        for name, status, size in (
            ("e0", "full", "large"), ("e1", "full", "large"), ("e2", "suspended", "large"), ("off", "full", "small"),
        )
    ]  # fmt: skip
    tracker = Tracker(place)
    tracker.roster(write(tmp_path / "roster.csv", roster))
    tracker.ingest(write(tmp_path / "reports.csv", reports))
    (record,) = tracker.rates(by="region", estimation=RAISED).records()
    assert record["operating_rate"] == 0.75
    assert record["operating_rate_raised"] == pytest.approx(2 / 3, abs=1e-12)
    assert record["operating_rate_mark"] == "complete"


def test_group_of_which_nobody_is_in_scope(tmp_path: Path) -> None:
    """Six report from a zone of which the roster knows nobody: their interval is that of a panel without a roster."""
    pairs = ((10, 9), (20, 9), (30, 29), (40, 10), (50, 41), (60, 22))
    out = [
        {"period": DAY, "enterprise_id": f"X{k}", "zone": "out", "status": "full", "employees": here, "on_duty": there}
        for k, (here, there) in enumerate(pairs)
    ]
    known = [out[0] | {"enterprise_id": name, "zone": "in", "on_duty": 5 + k} for k, name in enumerate(("R1", "R2"))]
    roster = [{"enterprise_id": name, "zone": "in", "employees": 10} for name in ("R1", "R2", "R3")]
    limits = []
    for name, some in (("with", [roster]), ("without", [])):
        tracker = Tracker(tmp_path / f"{name}.duckdb")
        for rows in some:
            tracker.roster(write(tmp_path / "roster.csv", rows))
        tracker.ingest(write(tmp_path / "reports.csv", [*out, *known]))
        table = tracker.rates(by="zone", estimation=Estimation(level=0.95))
        limits.append(next(row for row in table.records() if row["zone"] == "out"))
    for column in ("return_rate_low", "return_rate_high", "return_rate_mark"):
        assert limits[0][column] == limits[1][column]
    found = [limits[0][column] for column in ("return_rate_low", "return_rate_high")]
    assert found == pytest.approx([0.235, 0.907], abs=5e-4)


def test_columns_follow_the_flags(office: Office) -> None:
    """Columns are appended for each indicator but those that describe the scope, whatever the data."""
    plain = office.tracker.rates(indicators="power_index,coverage")
    full = office.tracker.rates(
        by="size", indicators="power_index,coverage", estimation=Estimation(basis=Basis.RAISED, level=0.95, rank=True)
    )
    names = [column.name for column in full.columns if column.machine]
    added = ("raised", "raised_staff", "low", "high", "mark", "rank", "rank_best", "rank_worst")
    start = ["period", "size", "size_name"]
    assert names[: -3 * len(added)] == start + [column.name for column in plain.columns if column.machine][1:]
    asked = ("operating_rate", "return_rate", "power_index")
    assert names[-3 * len(added) :] == [f"{name}_{one}" for name in asked for one in added]
    assert all(record["power_index_rank"] is None for record in full.records())


def test_long_rows_have_the_same_numbers(office: Office) -> None:
    """The long table appends once what the wide one appends per indicator."""
    asked = Estimation(basis=Basis.RAISED, level=0.95, rank=True)
    wide = by_group(office.tracker.rates(by="size", estimation=asked), "size")
    for record in office.tracker.rates(by="size", long=True, estimation=asked).records():
        same = wide[record["size"],]
        for name in ("raised", "raised_staff", "low", "high", "mark", "rank", "rank_best", "rank_worst"):
            assert record[name] == same[f"{record['indicator']}_{name}"]


def test_rows_stand_in_the_order_of_ranks(office: Office) -> None:
    """Groups are ordered by the indicator named first, and a rank lies between its best and its worst."""
    table = office.tracker.rates(by="region,size", indicators="return_rate", estimation=Estimation(rank=True)).records()
    ranks = [record["return_rate_rank"] for record in table]
    assert ranks == sorted(ranks, key=int)  # type: ignore[arg-type]
    values = [record["return_rate"] for record in table]
    assert values == sorted(values, key=float, reverse=True)  # type: ignore[arg-type]
    for record in table:
        best, rank, worst = (record[f"return_rate_{name}"] for name in ("rank_best", "rank", "rank_worst"))
        assert best <= rank <= worst  # type: ignore[operator]


def test_total_row_is_the_total(office: Office) -> None:
    """The row over all groups has the figures of the table without groups."""
    asked = Estimation(basis=Basis.RAISED, level=0.95, raising=BY_SIZE)
    table = office.tracker.rates(by="size", total=True, estimation=asked)
    (alone,) = office.tracker.rates(estimation=asked).records()
    assert table.total is not None
    total = {column.name: cell for column, cell in zip(table.columns, table.total, strict=True)}
    assert {name: total[name] for name in alone if name.endswith(("raised", "staff", "low", "high", "mark"))} == {
        name: cell for name, cell in alone.items() if name.endswith(("raised", "staff", "low", "high", "mark"))
    }


def margins(path: Path, text: str) -> Estimation:
    file = path / "margins.csv"
    file.write_text(text, encoding="utf-8")
    return Estimation(basis=Basis.RAISED, raising=Raising(margins=file))


MARGINS = """dimension,value,enterprises
region,Shanghai,1000
region,42,3000
size,large,100
size,medium,900
size,small,3000
"""


def test_raked_to_known_totals(office: Office, rosterless: Tracker, tmp_path: Path) -> None:
    """Without a roster respondents are raked to known totals: a share is that of plain iterative fitting."""
    (record,) = rosterless.rates(estimation=margins(tmp_path, MARGINS)).records()
    described = {row["enterprise_id"]: row for row in office.roster}
    weight = [1.0] * len(office.reports)
    wanted = {"310000": 1000, "420000": 3000, "large": 100, "medium": 900, "small": 3000}
    for name in itertools.chain.from_iterable(itertools.repeat(("region", "size"), 200)):
        held: defaultdict[str, float] = defaultdict(float)
        own = [described[row["enterprise_id"]][name] for row in office.reports]
        for value, one in zip(own, weight, strict=True):
            held[value] += one
        weight = [one * wanted[value] / held[value] for value, one in zip(own, weight, strict=True)]
    known = sum(one for one, row in zip(weight, office.reports, strict=True) if row["status"] != "suspended") / sum(
        weight
    )
    assert record["operating_rate_raised"] == pytest.approx(known, abs=1e-10)
    assert record["operating_rate_raised_staff"] is None


def test_raked_weights_reproduce_the_totals(rosterless: Tracker, tmp_path: Path) -> None:
    """The weights times respondents add up to every total of the file, and with employees so does the staff."""
    text = MARGINS.replace("enterprises\n", "enterprises,employees\n")
    lines = text.splitlines()
    staff = [25_000, 75_000, 40_000, 40_000, 20_000]
    asked = margins(
        tmp_path, "\n".join([lines[0], *(f"{line},{size}" for line, size in zip(lines[1:], staff, strict=True))])
    )
    table = rosterless.weights(raising=asked.raising).records()
    for place, (name, value, total) in enumerate(
        [("region", "310000", 1000), ("region", "420000", 3000), ("size", "large", 100), ("size", "small", 3000)]
    ):
        own = [row for row in table if row[name] == value]
        assert sum(row["respondents"] * row["weight"] for row in own) == pytest.approx(total)  # type: ignore[operator,misc]
        size = [25_000, 75_000, 40_000, 20_000][place]
        employed = sum(row["respondent_employees"] * row["staff_weight"] for row in own)  # type: ignore[operator,misc]
        assert employed == pytest.approx(size)


def test_totals_that_nobody_reports(rosterless: Tracker, tmp_path: Path) -> None:
    """A total without respondents is spread and said; respondents without a total are left out and said."""
    text = "dimension,value,enterprises\nregion,310000,1000\nregion,Tibet,10\n"
    notes = " ".join(note.en for note in rosterless.rates(estimation=margins(tmp_path, text)).notes)
    assert "nobody reports from region Tibet" in notes
    assert "respondents without a known total are left out" in notes


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("region,value\n", "the header is"),
        ("dimension,value,enterprises\nregion,31\n", "is not a dimension, a value and its numbers"),
        ("dimension,value,enterprises\nregion,31,many\n", "is not a dimension, a value and its numbers"),
        ("dimension,value,enterprises\nregion,31,-4\n", "is not a dimension, a value and its numbers"),
        ("dimension,value,enterprises\n", "it holds no enterprises"),
        ("dimension,value,enterprises\nregion,31,5\nsize,large,4\n", "add up to 5 by region and to 4 by size"),
    ],
)
def test_margins_that_are_none(rosterless: Tracker, tmp_path: Path, text: str, words: str) -> None:
    """A file that is no table of totals is refused with what is wrong."""
    with pytest.raises(RefusedError, match=words):
        rosterless.rates(estimation=margins(tmp_path, text))


def test_margins_that_cannot_be_read(rosterless: Tracker, tmp_path: Path) -> None:
    """A file that is not there, a folder and bytes that are no text are said as such."""
    with pytest.raises(NoInputError):
        rosterless.rates(estimation=Estimation(basis=Basis.RAISED, raising=Raising(margins=tmp_path / "none.csv")))
    with pytest.raises(NoInputError):
        rosterless.rates(estimation=Estimation(basis=Basis.RAISED, raising=Raising(margins=tmp_path)))
    (tmp_path / "odd.csv").write_bytes(b"\xff\xfe\x00\x41")
    with pytest.raises(RefusedError):
        rosterless.rates(estimation=Estimation(basis=Basis.RAISED, raising=Raising(margins=tmp_path / "odd.csv")))


@pytest.mark.parametrize(
    ("asked", "estimation", "words"),
    [
        ({"pool": "week"}, Estimation(level=0.95), "once per period"),
        ({}, Estimation(rank=True), "orders groups"),
        ({}, Estimation(raising=BY_SIZE), "nothing is to be raised"),
        ({}, Estimation(basis=Basis.RAISED, raising=Raising(strata=(("list", None),))), "several lists"),
        ({}, Estimation(basis=Basis.RAISED, raising=Raising(strata=(("region", "cluster"),))), "no such level"),
        ({}, Estimation(basis=Basis.RAISED, raising=Raising(strata=(("size", "province"),))), "no such level"),
        ({}, Estimation(basis=Basis.RAISED, raising=Raising(strata=(("colour", None),))), "no dimension colour"),
        ({}, Estimation(basis=Basis.RAISED, raising=Raising(margins=Path("x.csv"), minimum=3)), "leave|none"),
    ],
)
def test_what_cannot_be_asked(office: Office, asked: dict[str, Any], estimation: Estimation, words: str) -> None:
    """What makes no sense is refused with a word on why."""
    with pytest.raises(UsageError, match=words):
        office.tracker.rates(estimation=estimation, **asked)


def test_raising_needs_a_roster(rosterless: Tracker) -> None:
    """Without roster or totals there is nothing to raise to; intervals take those reporting for a sample."""
    with pytest.raises(UsageError, match="needs a roster"):
        rosterless.rates(estimation=Estimation(basis=Basis.RAISED))
    (record,) = rosterless.rates(estimation=Estimation(level=0.95)).records()
    assert record["operating_rate_mark"] == "reliable"


def test_only_figures_about_the_scope(office: Office) -> None:
    """Coverage is known: an estimation of it alone is refused, and weights for it are, too."""
    with pytest.raises(UsageError, match="describe the scope"):
        office.tracker.rates(indicators="coverage", long=True, estimation=Estimation(level=0.95))
    with pytest.raises(UsageError, match="describes the scope"):
        office.tracker.weights(indicators="coverage")
    with pytest.raises(UsageError, match="by stratum"):
        office.tracker.weights(by="region")


@pytest.mark.parametrize("indicator", ["return_rate", "operating_rate_staff"])
def test_only_one_indicator(office: Office, rosterless: Tracker, tmp_path: Path, indicator: str) -> None:
    """What nobody asked about, a status, is not looked for; stderr speaks of those who answer the question."""
    (record,) = office.tracker.rates(indicators=indicator, long=True, estimation=RAISED).records()
    assert (record["indicator"], record["mark"]) == (indicator, "reliable")
    asked = margins(tmp_path, MARGINS)
    (record,) = rosterless.rates(indicators=indicator, long=True, estimation=asked).records()
    assert record["raised"] is not None
    assert rosterless.weights(indicators=indicator, raising=asked.raising).rows


def test_card_has_the_intervals_of_rates(office: Office) -> None:
    """The card gives each indicator the interval that the table of rates gives it, and figures of the scope none."""
    card = by_group(office.tracker.card(where={"region": "42"}, level=0.95), "indicator")
    names = tuple(name for (name,) in card)
    table = office.tracker.rates(where={"region": "42"}, indicators=names, long=True, estimation=Estimation(level=0.95))
    for record in table.records():
        own = card[record["indicator"],]
        assert [own[name] for name in ("low", "high", "mark")] == [record[name] for name in ("low", "high", "mark")]
    assert card["coverage",]["mark"] is None
    assert card["operating_rate",]["mark"] == "reliable"
    assert "low" not in office.tracker.card(where={"region": "42"}).records()[0]


def test_weights_of_another_question(office: Office) -> None:
    """Weights of an indicator are those of the enterprises that answer it: nobody reads electricity here."""
    records = office.tracker.weights(indicators="power_rate", raising=BY_SIZE).records()
    assert {record["weight"] for record in records} == {None}
    assert {record["respondents"] for record in records} == {0}


def test_empty_selection(office: Office) -> None:
    """Nothing matches: a header alone, and no trouble."""
    table = office.tracker.rates(by="region", where={"region": "65"}, total=True, estimation=RAISED)
    assert table.rows == ()
    assert office.tracker.weights(where={"region": "65"}).rows == ()


def test_same_data_gives_same_bytes(office: Office) -> None:
    """Asked again, every digit is the same."""
    asked = Estimation(basis=Basis.RAISED, level=0.95, rank=True)
    first = office.tracker.rates(by="owner", estimation=asked)
    assert all(office.tracker.rates(by="owner", estimation=asked).rows == first.rows for _ in range(3))


@pytest.mark.parametrize("estimation", [Estimation(level=0.9), Estimation(basis=Basis.RAISED, level=0.9)])
def test_frames_give_what_the_store_gives(office: Office, estimation: Estimation) -> None:
    """The same rows as frames of pandas, strata as columns: the numbers are those of the store, to nine digits."""
    import pandas as pd

    from resumetrack import measure

    estimation = replace(estimation, raising=BY_SIZE if estimation.basis is Basis.RAISED else Raising())
    unread = ("power", "production", "coverage", "staff_coverage", "operating_rate_scope")
    names = [one.name for one in measure.DECLARED if not one.name.startswith(unread)]
    table = office.tracker.rates(by="owner", indicators=names, long=True, estimation=estimation)
    reports, roster = (pd.DataFrame(rows) for rows in (office.reports, office.roster))
    reports["period"] = pd.to_datetime(reports["period"])
    roster["owner"] = roster["owner"].astype("str")
    strata = ("region", "size") if estimation.basis is Basis.RAISED else ()
    found = measure.estimates(reports, ["owner"], names, roster=roster, strata=strata, level=0.9)
    for own, known in zip(found, table.records(), strict=True):
        assert (own["owner"], own["indicator"], own["mark"]) == (known["owner"], known["indicator"], known["mark"])
        for name in own.keys() & {"raised", "raised_staff", "low", "high"}:
            wanted = None if known[name] is None else pytest.approx(known[name], rel=1e-9)
            assert own[name] == wanted, (own, name)


def test_frames_with_decimals() -> None:
    """Readings with decimals are kept to what their size leaves room for, and limits do not move."""
    import polars as pl

    from resumetrack import measure

    whole = {
        "period": [date(2020, 3, 28)] * 40,
        "enterprise_id": [f"e{place}" for place in range(40)],
        "power": [1000 + 37 * place % 900 for place in range(40)],
        "power_base": [2000 + 11 * place for place in range(40)],
    }
    finer = pl.DataFrame(whole).with_columns(pl.col("power", "power_base") / 128)
    (known,) = measure.estimates(pl.DataFrame(whole), indicators=["power_rate"])
    (found,) = measure.estimates(finer, indicators=["power_rate"])
    assert known["low"] < known["value"] < known["high"]
    for name in ("value", "low", "high"):
        assert found[name] == pytest.approx(known[name], rel=1e-7)


def test_estimates_that_cannot_be() -> None:
    """Strata need a roster, and a level lies between 0 and 1."""
    import polars as pl

    from resumetrack import measure

    rows = pl.DataFrame({"period": [date(2020, 3, 28)], "enterprise_id": ["e"], "status": ["full"]})
    with pytest.raises(UsageError, match="there is none"):
        measure.estimates(rows, indicators=["operating_rate"], strata=["region"])
    with pytest.raises(UsageError, match="between 0 and 1"):
        measure.estimates(rows, indicators=["operating_rate"], level=95)
