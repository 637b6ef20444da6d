"""Published tables from the command line to the last digit: nothing hidden comes out, in no format, by no option."""

import csv
import io
import json
import math
import re
import shutil
import stat
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from conftest import invoke
from resumetrack.errors import UsageError
from resumetrack.model import DisclosureRules
from resumetrack.tracker import Tracker
from resumetrack.tracker.auditing import audit
from resumetrack.tracker.publishing import Publication

# East has one enterprise with numbers that occur nowhere else; west, the smallest of the others, has to cover it.
SECRETS = ("4321", "3217", "4,321", "3,217", "74.4", "0.744")
EAST = "E1,east,full,4321,3217"
WEST = ("W1,west,full,3000,2500", "W2,west,partial,3000,1500", "W3,west,suspended,2000,100", "W4,west,full,1000,500")
NORTH = tuple(f"N{number},north,{status},1000,{on_duty}" for number, (status, on_duty) in enumerate(
    [("full", 900), ("full", 800), ("partial", 500), ("partial", 400), ("suspended", 10)]))  # fmt: skip
SOUTH = tuple(f"S{number},south,{status},1100,{on_duty}" for number, (status, on_duty) in enumerate(
    [("full", 900), ("full", 800), ("full", 800), ("partial", 500), ("partial", 400), ("closed", 0)]))  # fmt: skip
EVERYBODY = (EAST, *WEST, *NORTH, *SOUTH)
FORMATS = ("table", "csv", "tsv", "json", "jsonl", "md")
FINER = re.compile(r"raised|return_rate_(low|high)$|^return_rate_mean(_numerator)?$")
OPTIONS = ("", "--long", "--interval 95", "--basis raised", "--indicator return_rate_open,return_rate_mean,coverage")


ONE_EACH = (("full", 20), ("partial", 9), ("suspended", 5))


def lines(day: str, rows: tuple[str, ...]) -> list[str]:
    """The report of one day."""
    return ["period,enterprise_id,part,status,employees,on_duty", *(f"{day},{row}" for row in rows)]


def report(day: str, rows: tuple[str, ...]) -> None:
    """Store the report of one day."""
    Path(f"{day}.csv").write_text("\n".join(lines(day, rows)))
    Tracker().ingest(f"{day}.csv")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with one day of a park and its roster. Made once; `park` is a copy to work in."""
    folder = tmp_path_factory.mktemp("park")
    names = [*(row.split(",")[0] for row in EVERYBODY), "X1", "X2"]
    (folder / "roster.csv").write_text("enterprise_id,region\n" + "".join(f"{name},310000\n" for name in names))
    (folder / "day.csv").write_text("\n".join(lines("2020-03-02", EVERYBODY)))
    tracker = Tracker(folder / "resumetrack.duckdb")
    tracker.roster(folder / "roster.csv")
    tracker.ingest(folder / "day.csv")
    return folder


@pytest.fixture
def park(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the park as the working folder."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder without a store as the working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def rows(command: str) -> dict[str, dict[str, str]]:
    """What a command prints as csv, by part."""
    return {row["part"]: row for row in csv.DictReader(io.StringIO(invoke(f"{command} -f csv -q").out))}


def hidden_parts(command: str) -> set[str]:
    return {part for part, row in rows(command).items() if row["suppressed"] == "c"}


@pytest.mark.usefixtures("park")
@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("fmt", FORMATS)
def test_no_figure_of_a_hidden_cell_comes_out(fmt: str, option: str) -> None:
    """Neither numbers nor rates of the east, in no format, by no option; without --publish they do."""
    shown = invoke(f"rates --by part {option} -f {fmt} --publish")
    assert shown.code == 0
    assert not [secret for secret in SECRETS if secret in shown.out + shown.err]
    plain = invoke(f"rates --by part {option} -f {fmt}")
    assert [secret for secret in SECRETS if secret in plain.out]


@pytest.mark.usefixtures("park")
@pytest.mark.parametrize("option", OPTIONS)
def test_hidden_rows_are_empty_and_marked(option: str) -> None:
    """Every figure of a hidden row is empty, whatever columns there are; the others are as they would be.

    But for those that say more than the sums beside them, of so few enterprises.
    """
    shown = list(csv.reader(io.StringIO(invoke(f"rates --by part {option} -f csv -q --publish").out)))
    plain = list(csv.reader(io.StringIO(invoke(f"rates --by part {option} -f csv -q").out)))
    assert shown[0] == [*plain[0], "suppressed"]
    names = [place for place, name in enumerate(plain[0]) if name in {"period", "part", "indicator"}]
    for got, full in zip(shown[1:], plain[1:], strict=True):
        assert got[-1] == "c" or full[1] not in {"east", "west"}
        if got[-1] == "c":
            assert got == [cell if place in names else "" for place, cell in enumerate(full)] + ["c"]
        else:
            known = [name if FINER.search(name) else None for name in plain[0]]
            assert got == [*("" if name else cell for name, cell in zip(known, full, strict=True)), ""]


@pytest.mark.usefixtures("park")
def test_json_has_null_and_people_see_a_mark() -> None:
    """In json missing is null; in a table and in Markdown it is [c]."""
    east = json.loads(invoke("rates --by part --publish -f json -q").out)[0]
    assert {east[name] for name in ("reporting", "operating_rate", "employees", "coverage")} == {None}
    assert east["suppressed"] == "c"
    line = next(line for line in invoke("rates --by part --publish").out.splitlines() if "east" in line)
    assert set(line.split()[2:]) == {"[c]"}
    assert r"| east | \[c\] |" in invoke("rates --by part --publish -f md").out


@pytest.mark.usefixtures("park")
def test_total_is_hidden_where_it_is_sensitive() -> None:
    """Where only the east is asked for the total is the east; neither the row nor the note may say it."""
    shown = invoke("rates --by part --where part=east --publish")
    assert [secret for secret in SECRETS if secret in shown.out + shown.err] == []
    total = next(line for line in shown.out.splitlines() if "Total" in line)
    assert "[c]" in total
    assert not re.search(r"\b1 of\b", shown.err.replace("1 of 1 rows", ""))
    assert "the total is confidential" in shown.err
    assert "[c]" in invoke("rates --where part=east --publish").out


@pytest.mark.usefixtures("park")
def test_commands_hide_the_same() -> None:
    """`rates`, `coverage` and a further indicator agree on what is hidden, so that they may stand side by side."""
    assert hidden_parts("rates --by part --publish") == {"east", "west"}
    assert hidden_parts("coverage --by part --publish") == {"east", "west"}
    assert hidden_parts("rates --by part --indicator full_operating_rate --publish") >= {"east", "west"}
    assert invoke("rates --by region,part --publish -f csv -q").out.count(",c\n") == 2


@pytest.mark.usefixtures("park")
def test_coverage_by_staff_is_shown_where_it_was_judged() -> None:
    """`coverage` leaves it out; `rates` with it hides what its sums would tell."""
    assert {row["staff_coverage"] for row in rows("coverage --by part --publish").values()} == {""}
    assert "staff_coverage" in rows("rates --by part --indicator staff_coverage --publish")["north"]


@pytest.mark.usefixtures("park")
def test_attribute_with_the_name_of_a_figure_is_refused() -> None:
    """A program that reads two columns of one name would keep one of them."""
    named = ["period,enterprise_id,reporting,status", *(f"2020-03-02,{row.rsplit(',', 2)[0]}" for row in EVERYBODY)]
    Path("named.csv").write_text("\n".join(named))
    Tracker().ingest("named.csv", panel="named")
    done = invoke("rates --panel named --by reporting --publish -f csv -q")
    assert (done.code, done.out) == (2, "")
    assert "two columns reporting" in done.err


@pytest.mark.usefixtures("park")
def test_periods_of_one_enterprise_are_no_enterprises() -> None:
    """Pooled over three days the east has three rows and still one enterprise."""
    for day in ("2020-03-03", "2020-03-04"):
        report(day, EVERYBODY)
    assert hidden_parts("rates --by part --pool month --publish") == {"east", "west"}
    assert rows("rates --by part --pool month --publish")["north"]["reporting"] == "15"


@pytest.mark.usefixtures("park")
def test_every_period_is_protected() -> None:
    """The same cells are hidden in each period of several."""
    report("2020-03-03", EVERYBODY)
    found = list(csv.DictReader(io.StringIO(invoke("rates --by part --period all --publish -f csv -q").out)))
    assert [row["part"] for row in found if row["suppressed"]] == ["east", "west"] * 2


@pytest.mark.usefixtures("park")
def test_trend_is_made_of_published_rates() -> None:
    """A group hidden in the last period has no figure; one hidden before has none from there, and says so."""
    joined = ("E2,east,partial,3000,1000", "E3,east,suspended,3500,100", "E4,east,full,3000,2000")
    report("2020-03-03", (*EVERYBODY, *joined))
    trend = rows("trend --by part --indicator operating_rate --publish")
    assert trend["east"]["suppressed"] == "c"
    assert (trend["east"]["first_rate"], trend["east"]["reporting_first"], trend["east"]["change_pp"]) == ("", "", "")
    assert (trend["east"]["rate"], trend["east"]["joined"]) == ("0.75", "")
    assert (trend["north"]["rate"], trend["north"]["suppressed"]) == ("0.8", "")
    report("2020-03-04", EVERYBODY)
    east = rows("trend --by part --indicator operating_rate --publish")["east"]
    named = {"part", "indicator", "first_period", "period", "since", "suppressed"}
    assert {value for name, value in east.items() if name not in named} == {""}
    people = invoke("trend --by part --indicator return_rate --publish")
    assert not [secret for secret in SECRETS if secret in people.out + people.err]


@pytest.mark.usefixtures("park")
@pytest.mark.parametrize(("joining", "matched"), [(1, False), (3, True)])
def test_matched_change_needs_more_than_a_few_that_joined(joining: int, matched: bool) -> None:
    """Beside the change of all, the change among the matched would show one enterprise that joined."""
    new = tuple(f"M{number},north,full,1000,900" for number in range(joining))
    report("2020-03-03", (*EVERYBODY, *new))
    north = rows("trend --by part --indicator operating_rate --publish")["north"]
    assert north["joined"] == str(joining)
    assert bool(north["change_matched_pp"]) is matched
    assert rows("trend --by part --indicator operating_rate")["north"]["change_matched_pp"]


# Three that are open and state their staff, three that do not; three that are shut and do, and one that does not.
TELLING = (
    *("A1,p,full,40,30", "A2,p,partial,41,21", "A3,p,full,42,32"),
    *("B1,p,full,50,", "B2,p,partial,51,", "B3,p,full,52,"),
    *("C1,p,suspended,60,1", "C2,p,suspended,61,2", "C3,p,closed,62,3", "SECRET,p,suspended,77,"),
)


@pytest.mark.usefixtures("park")
@pytest.mark.parametrize("option", ["", "--long"])
@pytest.mark.parametrize(
    "named", ["operating_rate_staff,open_staff_share", "operating_rate_staff,return_rate_open", "operating_rate_staff"]
)
def test_sums_of_a_row_do_not_add_up_to_an_enterprise(named: str, option: str) -> None:
    """536 - 276 - 306 + 123 = 77, the employees of one enterprise: the row is hidden; with fewer sums it is shown."""
    report("2020-03-03", TELLING)
    shown = invoke(f"rates --publish -f csv -q {option} --indicator {named}").out.splitlines()[1:]
    assert [line.endswith(",c") for line in shown] == [named != "operating_rate_staff"] * len(shown)


THREE = ((11, 4), (17, 9), (20, 11))


def mean_and_limit(cell: Sequence[tuple[int, int]]) -> tuple[float, float]:
    """The mean of the return rates of three, and the lower limit of 95 % of their return rate (t = 4.30265)."""
    employees, on_duty = (sum(side) for side in zip(*cell, strict=True))
    rate = on_duty / employees
    square = sum((here - rate * there) ** 2 for there, here in cell) * 3 / 2 / employees**2
    return sum(here / there for there, here in cell) / 3, rate - 4.302652729911 * math.sqrt(square)


def fitting(row: dict[str, str]) -> set[tuple[tuple[int, int], ...]]:
    """Every three enterprises, by size, of which a printed row may speak: all are tried."""
    employees, on_duty = int(row["employees"]), int(row["on_duty"])
    sizes = [(one, two) for one in range(1, employees) for two in range(one, employees) if one + 2 * two <= employees]
    printed = [row[name] for name in ("return_rate_mean", "return_rate_low")]
    found: set[tuple[tuple[int, int], ...]] = set()
    for one, two in sizes:
        three = employees - one - two
        for here, there in product(range(one + 1), range(min(two, on_duty) + 1)):
            if 0 <= on_duty - here - there <= three:
                cell = ((one, here), (two, there), (three, on_duty - here - there))
                known = zip(printed, mean_and_limit(cell), strict=True)
                if all(not text or abs(float(text) - value) < 1e-11 for text, value in known):
                    found.add(cell)
    return found


@pytest.mark.usefixtures("empty")
def test_three_enterprises_do_not_follow_from_a_mean_or_an_interval() -> None:
    """Without --publish one set of three fits to what is printed; with it each is uncertain by far over 10 %."""
    statuses = ("full", "partial", "suspended")
    report(
        "2020-03-03",
        tuple(f"T{size},p,{status},{size},{here}" for (size, here), status in zip(THREE, statuses, strict=True)),
    )
    command = "rates --by part --period 2020-03-03 --indicator return_rate_mean --interval 95"
    assert fitting(rows(command)["p"]) == {THREE}
    row = rows(f"{command} --publish")["p"]
    assert (row["suppressed"], row["employees"], row["on_duty"]) == ("", "48", "24")
    assert {row[name] for name in row if FINER.search(name)} == {""}
    assert row["operating_rate_low"]
    by_size = zip(*fitting(row), strict=True)
    for (employees, _), several in zip(THREE, by_size, strict=True):
        sizes = [size for size, _ in several]
        assert max(sizes) - min(sizes) >= 0.5 * employees


MANY = tuple(
    f"K{number},p,{('full', 'partial', 'suspended')[number % 3]},{100 + number},{40 + number % 7}"
    for number in range(30)
)


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize("option", ["", "--interval 95", "--basis raised --strata region"])
def test_what_says_more_than_sums_is_rounded(option: str) -> None:
    """Of 30 enterprises a mean, limits and raised rates are shown to 0.1 %, and no numerator of the mean; not of 29."""
    names = "".join(f"K{number},310000,p,{100 + number}\n" for number in range(31))
    Path("r.csv").write_text(f"enterprise_id,region,part,employees\n{names}")
    Tracker().roster("r.csv")
    for day, some in (("2020-03-03", MANY), ("2020-03-04", MANY[:29])):
        report(day, some)
        for shape in ("", "--long"):
            command = f"rates --by part --period {day} --indicator return_rate_mean {option} {shape}"
            shown, plain = (rows(one)["p"] for one in (f"{command} --publish", command))
            finer = [name for name in plain if FINER.search(name) or (shape and name in {"value", "low", "high"})]
            assert finer
            for name in finer:
                exact = float(plain[name])
                kept = day == "2020-03-03" and not name.endswith("numerator")
                assert shown[name] == (str(round(exact, 3)) if kept else "")
            assert "numerator" not in shown or not shown["numerator"]


@pytest.mark.usefixtures("empty")
def test_trend_of_a_mean_is_rounded_before_it_is_compared() -> None:
    """Changes are differences of the rates that are shown; of fewer than 30 there is no rate."""
    more = tuple(f"{row.rsplit(',', 1)[0]},{50 + number % 5}" for number, row in enumerate(MANY))
    report("2020-03-03", MANY)
    report("2020-03-04", more)
    command = "trend --by part --from 2020-03-03 --indicator return_rate_mean"
    shown, plain = (rows(one)["p"] for one in (f"{command} --publish", command))
    first, last = round(float(plain["first_rate"]), 3), round(float(plain["rate"]), 3)
    assert (shown["first_rate"], shown["rate"]) == (str(first), str(last))
    assert float(shown["change_pp"]) == pytest.approx(100 * (last - first), abs=1e-9)
    assert float(shown["change_matched_pp"]) == pytest.approx(100 * (last - first), abs=1e-9)
    report("2020-03-05", more[:29])
    gone = rows(f"{command} --publish")["p"]
    assert (gone["rate"], gone["change_pp"], gone["change_matched_pp"], gone["reporting"]) == ("", "", "", "29")


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize(("staffed", "matched"), [(1, False), (3, True)])
def test_matched_change_needs_more_than_a_few_that_enter_it(staffed: int, matched: bool) -> None:
    """Three join, of whom one states staff: beside all employees the change of the matched would give it."""
    statuses = ("full", "partial", "suspended")
    days = {
        day: [f"m{k},p,{statuses[k % 3]},{100 + k},{50 + 5 * k + extra}" for k in range(9)]
        for extra, day in enumerate(("2020-03-03", "2020-03-04"))
    }
    joined = [f"j{k},p,{statuses[k]},{f'{83 + k},{29 + k}' if k < staffed else ','}" for k in range(3)]
    report("2020-03-03", tuple(days["2020-03-03"]))
    report("2020-03-04", (*days["2020-03-04"], *joined))
    row = rows("trend --by part --from 2020-03-03 --indicator return_rate --publish")["p"]
    assert (row["joined"], bool(row["change_matched_pp"])) == ("3", matched)
    status = rows("trend --by part --from 2020-03-03 --indicator operating_rate --publish")["p"]
    assert status["change_matched_pp"]


def test_audit_is_for_its_owner_alone(park: Path) -> None:
    """It holds values, rule and interval of each hidden figure, and is private even where it replaces a public file."""
    place = park / "audit.csv"
    place.write_text("old")
    place.chmod(0o644)
    assert invoke("rates --by part --publish --audit audit.csv -q").code == 0
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    written = csv.DictReader(io.StringIO(place.read_text(encoding="utf-8")))
    found = {(row["part"], row["figure"]): row for row in written}
    staff = found["east", "employees of staffed"]
    assert [staff[name] for name in ("period", "rule", "enterprises", "value", "safe")] == [
        "2020-03-02", "few", "1", "4321", "yes",
    ]  # fmt: skip
    low, high = float(staff["low"]), float(staff["high"])
    assert 0 <= low <= 4321 * 0.95
    assert high - low >= 432.1
    assert high <= 4321 + 9000
    assert found["west", "reporting"]["rule"] == "complementary"


@pytest.mark.usefixtures("park")
def test_rules_are_those_of_the_site() -> None:
    """With rules that allow everything nothing is hidden; with seven enterprises all is."""
    rates = "rates --by part --publish"
    Path("resumetrack.toml").write_text("[publish]\nmin_enterprises = 1\np_percent = 0\nextremes = false\n")
    assert hidden_parts(rates) == set()
    Path("resumetrack.toml").write_text("[publish]\nmin_enterprises = 7\n")
    assert hidden_parts(rates) == {"east", "west", "north", "south"}


@pytest.mark.usefixtures("park")
def test_margins_that_give_a_figure_away_are_told_to_the_publisher_alone() -> None:
    """stderr warns, also with --quiet; the Markdown that goes out does not say so."""
    statuses = ("full", "full", "full", "full", "partial", "suspended")
    others = [(part, kind, status) for part, kind in (("a", "y"), ("b", "x"), ("b", "y")) for status in statuses]
    rows = [("a", "x", "closed"), ("a", "x", "full"), *others]
    found = [
        f"2020-03-05,K{number},{part},{kind},{status},100,{50 if status == 'full' else 20}"
        for number, (part, kind, status) in enumerate(rows)
    ]
    header = "period,enterprise_id,part,kind,status,employees,on_duty"
    Path("kinds.csv").write_text("\n".join([header, *found]) + "\n")
    assert invoke("ingest kinds.csv --panel kinds -q").code == 0
    shown = invoke("rates --panel kinds --by part,kind --publish -f md -q")
    assert "from the margins alone" in shown.err
    assert "margins" not in shown.out


@pytest.mark.usefixtures("park")
def test_rows_of_one_enterprise_each_are_told_of() -> None:
    """Three rows of one, all hidden, and a total of three: stderr says that the total gives the numbers away."""
    names = {"E1": "a", "W1": "b", "N0": "c"}
    row = "2020-03-05,{},{},{},30,{}"
    found = [row.format(name, part, *fact) for (name, part), fact in zip(names.items(), ONE_EACH, strict=True)]
    Path("few.csv").write_text("\n".join(["period,enterprise_id,part,status,employees,on_duty", *found]))
    assert invoke("ingest few.csv --panel few -q").code == 0
    shown = invoke("rates --panel few --by part --publish --audit audit.csv -q")
    assert "3 hidden figures follow from the total alone, whatever is hidden" in shown.err
    assert "from the margins" not in shown.err
    with Path("audit.csv").open(encoding="utf-8", newline="") as file:
        told = [row for row in csv.DictReader(file) if row["figure"] == "reporting"]
    assert [row["safe"] for row in told] == ["no"] * 3


@pytest.mark.usefixtures("park")
def test_order_of_what_is_asked_has_no_influence() -> None:
    """Dimensions and indicators may be named in any order: the same rows are hidden, and the audit says the same."""
    chance = np.random.default_rng(7)
    found = [
        f"2020-03-05,K{number},p{part},k{kind},{chance.choice(['full', 'partial', 'suspended'])},{size},{size // 2}"
        for number, (part, kind, size) in enumerate(chance.integers(0, (3, 4, 60), size=(32, 3)).tolist())
    ]
    Path("kinds.csv").write_text("\n".join(["period,enterprise_id,part,kind,status,employees,on_duty", *found]))
    assert invoke("ingest kinds.csv --panel kinds -q").code == 0
    told = []
    further = ["open_staff_share", "return_rate_open"]
    for by, asked in (("part,kind", further), ("kind,part", further[::-1])):
        command = f"rates --panel kinds --by {by} --indicator {','.join(asked)} --publish --audit audit.csv -f csv -q"
        rows = csv.DictReader(io.StringIO(invoke(command).out))
        hidden = {(row["part"], row["kind"]) for row in rows if row["suppressed"]}
        with Path("audit.csv").open(encoding="utf-8", newline="") as file:
            told.append((hidden, {tuple(sorted(row.items())) for row in csv.DictReader(file)}))
    assert told[0][0]
    assert told[0] == told[1]


@pytest.mark.usefixtures("park")
def test_what_was_not_judged_is_not_published() -> None:
    """A table made of other enterprises than those judged is refused, whatever option made it."""
    tracker = Tracker()
    publication = tracker.publication()
    table = tracker.rates(by="part", publish=publication)
    other = replace(table, columns=table.columns[:-1], rows=tuple((*row[:3], 7, *row[4:-1]) for row in table.rows))
    with pytest.raises(UsageError, match="cannot judge"):
        publication.published(other)


@pytest.mark.usefixtures("park")
def test_python_publishes_too() -> None:
    """`publish=True` is enough; a publication of one's own keeps the audit."""
    records = Tracker().rates(by="part", publish=True).records()
    assert [record["employees"] for record in records] == [None, 5000, 6600, None, None]
    publication = Publication(DisclosureRules(min_enterprises=1, p_percent=0, extremes=False))
    assert not audit(publication).rows
    shown: list[dict[str, Any]] = Tracker().rates(by="part", publish=publication).records()
    assert [record["employees"] for record in shown] == [4321, 5000, 6600, 9000, None]
    assert publication.patterns.keys() == {date(2020, 3, 2)}


@pytest.mark.usefixtures("park")
def test_nothing_to_publish_is_said_as_ever() -> None:
    """A period without reports gives the header and the note."""
    done = invoke("rates --by part --period 2019-01-01 --publish -f csv")
    assert (done.code, len(done.out.splitlines())) == (0, 1)
    assert "no such period" in done.err
