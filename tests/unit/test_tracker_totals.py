"""Totals from file to figure: what counts, what is left out, what is in force, and what is said of it."""

from importlib import import_module
from pathlib import Path
from random import Random

import pytest

from resumetrack.classify.ground import containing, is_whole, touching
from resumetrack.errors import RefusedError
from resumetrack.model import Counts, DeliveryState, EnterpriseCounts, Estimation, Table
from store_office import TODAY, Office

HEADER = "period,region,enterprises,reporting,operating,employees,on_duty"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def only(table: Table, *names: str) -> list[tuple[object, ...]]:
    """The cells of some columns."""
    return [tuple(row[name] for name in names) for row in table.records()]


def notes(table: Table) -> str:
    return "\n".join(note.en for note in table.notes)


def test_what_follows_from_counts_is_added_and_nothing_else() -> None:
    """Sums and differences that must hold; a part that is greater than its whole leaves no rest."""
    assert EnterpriseCounts(full=3, partial=4).settled == EnterpriseCounts(operating=7, full=3, partial=4)
    assert EnterpriseCounts(enterprises=9, operating=7).settled.reporting == 9
    assert EnterpriseCounts(enterprises=9, operating=7, suspended=1).settled.reporting == 8
    assert EnterpriseCounts(enterprises=9, suspended=1).settled.reporting is None
    assert EnterpriseCounts(reporting=9, operating=7, closed=1).settled.suspended == 1
    assert EnterpriseCounts(reporting=9, operating=7).settled.suspended is None
    assert EnterpriseCounts(reporting=9, operating=7, closed=3).settled.suspended is None
    assert EnterpriseCounts(operating=7, full=8).settled.partial is None


@pytest.mark.parametrize(
    ("dimension", "code", "inside", "beside"),
    [
        ("region", "420106", {"420106", "420100", "420000", "middle-yangtze"}, set[str]()),
        ("region", "420000", {"420000"}, {"middle-yangtze"}),
        ("region", "US-NY", {"US-NY"}, set[str]()),
        ("industry", "C", {"C"}, {"automotive", "electronics", "textile"}),
        ("industry", "C10", {"C10", "C"}, set[str]()),
        ("industry", "G45-G47", {"G45-G47", "G"}, set[str]()),
        ("industry", "NACE C10", {"NACE C10"}, set[str]()),
        ("size", "medium", {"medium", "sme"}, set[str]()),
        ("park", "North", {"North"}, set[str]()),
    ],
)
def test_codes_know_what_they_lie_in(dimension: str, code: str, inside: set[str], beside: set[str]) -> None:
    """Containment by prefix, cluster, block and class; part of a cluster is touched, not held."""
    assert containing(dimension, code) == inside
    assert beside <= touching(dimension, code) - inside


def test_a_level_is_answered_by_codes_that_are_fine_enough() -> None:
    """A province is no prefecture; a cluster is no province; a flat code has no levels."""
    assert not is_whole("region", "420000", "prefecture")
    assert not is_whole("region", "yangtze-river-delta", "province")
    assert is_whole("region", "yangtze-river-delta", "cluster")
    assert is_whole("region", "US-NY", "county")
    assert not is_whole("industry", "automotive", "division")
    assert is_whole("industry", "C36", "block")


def test_clusters_and_provinces_are_not_counted_twice(office: Office) -> None:
    """A cluster lies in its province, and has its own figures; one that crosses provinces shares ground with each."""
    office.report(f"""{HEADER}
        2020-06-01,440000,100,90,80,,
        2020-06-01,pearl-river-delta,60,50,40,,""")
    assert only(office.tracker.rates(), "reporting") == [(90,)]
    assert only(office.tracker.rates(by="region"), "region", "reporting") == [("440000", 90)]
    assert only(office.tracker.rates(by="region", levels="cluster"), "reporting") == [(50,)]
    office.report(f"{HEADER}\n2020-06-02,middle-yangtze,60,50,40,,\n2020-06-02,420000,40,30,20,,")
    assert only(office.tracker.rates(period="2020-06-02"), "reporting") == [(30,)]
    assert only(office.tracker.rates(period="2020-06-02", where={"region": "42"}), "reporting") == [(30,)]


def test_totals_by_region_come_before_totals_by_industry(office: Office) -> None:
    """Two divisions of the same whole are never added; each answers its own grouping."""
    office.report("period,region,reporting,operating\n2020-06-01,310000,90,80\n2020-06-01,420000,10,5")
    office.report("period,industry,reporting,operating\n2020-06-01,C36,95,80")
    table = office.tracker.rates()
    assert only(table, "reporting") == [(100,)]
    assert "coarser totals hold them: C36" in notes(table)
    assert only(office.tracker.rates(by="industry"), "industry", "reporting") == [("C36", 95)]


def test_lists_and_enterprises_leave_totals_out(office: Office) -> None:
    """A list names enterprises, and totals name none."""
    office.report("period,enterprise_id,region,status\n2020-06-01,A,310000,full")
    office.report(f"{HEADER}\n2020-06-01,420000,100,90,80,,")
    office.tracker.add_list("watch", office.file("enterprise_id\nA", "watch.csv"))
    table = office.tracker.rates(lists="watch")
    assert only(table, "reporting", "from_totals") == [(1, 0)]
    assert "they name no enterprises: 420000" in notes(table)
    assert only(office.tracker.enterprises(), "enterprise_id") == [("A",)]
    assert "totals name no enterprises" in notes(office.tracker.enterprises())


def test_figures_of_enterprises_alone_keep_to_them(office: Office) -> None:
    """Matched enterprises are enterprises; who joined or left is not known where an office has counted some."""
    office.report("period,enterprise_id,region,status\n2020-06-01,A,310000,full\n2020-06-02,A,310000,full")
    names = ("reporting", "joined", "left", "change_matched_pp", "direction")
    assert only(office.tracker.trend(indicators="operating_rate"), *names) == [(1, 0, 0, 0.0, "flat")]
    office.report(f"{HEADER}\n2020-06-02,420000,100,90,80,,")
    assert only(office.tracker.trend(indicators="operating_rate"), *names) == [(91, None, None, None, "not comparable")]


def test_an_office_that_counts_more_enterprises_is_not_comparable(office: Office) -> None:
    """Ten times as many may rise or fall: nobody knows whether they are the same."""
    office.report("period,region,reporting,operating\n2020-06-01,420000,10,8\n2020-06-02,420000,100,80")
    table = office.tracker.trend(indicators="operating_rate")
    assert only(table, "joined", "left", "direction") == [(None, None, "not comparable")]
    [said] = [line.en for line in table.summary]
    assert said.endswith("but 10 enterprises reported then and 100 now; who they are is not known.")


def test_without_a_number_of_enterprises_there_is_no_scope(office: Office) -> None:
    """Totals that do not say how many enterprises there are leave scope and coverage open."""
    office.report("period,region,reporting,operating\n2020-06-01,420000,10,8")
    table = office.tracker.rates()
    assert only(table, "enterprises", "reporting", "coverage") == [(None, 10, None)]
    assert "10 enterprises report; no roster, so coverage is unknown" in notes(table)
    assert only(office.tracker.coverage(), "enterprises", "off_scope", "coverage") == [(None, 10, None)]
    office.report("period,region,enterprises,reporting\n2020-06-01,420000,20,10")
    assert only(office.tracker.rates(), "enterprises", "coverage") == [(20, 0.5)]


def test_what_takes_no_totals_says_so_where_nothing_is_left(office: Office) -> None:
    """A table that is empty because totals are left out says why."""
    office.report("period,region,reporting,operating\n2020-06-01,420000,10,8")
    for table in (office.tracker.rates(publish=True), office.tracker.trend(publish=True)):
        assert "totals are left out" in notes(table)


def test_a_figure_takes_in_the_totals_that_tell_both_its_sides(office: Office) -> None:
    """Without the split into full and partial a row stays out of the rate of full operation, both sides of it."""
    office.report("period,region,reporting,operating\n2020-06-01,310000,90,80")
    office.report("period,region,reporting,full,partial,suspended,closed\n2020-06-01,420000,10,4,2,3,1")
    table = office.tracker.rates(indicators=("full_operating_rate", "return_rate_mean"))
    assert only(table, "reporting", "full", "operating_rate") == [(100, 4, 0.86)]
    assert only(table, "full_operating_rate_numerator", "full_operating_rate_denominator") == [(4, 10)]
    assert only(table, "return_rate_mean") == [(None,)]
    assert "full_operating_rate leaves out 90 enterprises of totals" in notes(table)
    assert "totals do not tell of 80 operating enterprises whether fully or partially" in notes(table)


def test_a_revision_is_column_by_column_and_can_be_withdrawn(office: Office) -> None:
    """What a later file has no column for stays in force; `log` counts what it revised."""
    office.report(f"{HEADER}\n2020-06-01,310000,100,90,80,1000,700")
    second = office.report("period,region,employees,on_duty\n2020-06-01,310000,1000,800", profile=_staff(office))
    assert (second.report, second.revised) == (2, 1)
    shown = ("operating_rate", "return_rate", "from_totals")
    assert only(office.tracker.rates(), *shown) == [(0.888888888889, 0.8, 90)]
    assert only(office.tracker.log(), "kind", "accepted", "revised", "state") == [
        ("totals", 1, 0, "active"), ("totals", 1, 1, "active"),
    ]  # fmt: skip
    office.tracker.undo(2)
    assert only(office.tracker.rates(), *shown) == [(0.888888888889, 0.7, 90)]


def test_a_file_of_totals_is_superseded_once_nothing_of_it_is_in_force(office: Office) -> None:
    """Until the later file is withdrawn."""
    office.report(f"{HEADER}\n2020-06-01,310000,100,90,80,1000,700\n2020-06-02,310000,100,90,80,1000,700")
    office.report(f"{HEADER}\n2020-06-01,310000,100,95,85,1000,700\n2020-06-02,310000,100,95,85,1000,700")
    assert only(office.tracker.log(), "state") == [("superseded",), ("active",)]
    office.tracker.undo(2)
    assert only(office.tracker.log(), "state") == [("active",), ("withdrawn",)]


def test_bytes_that_are_held_change_nothing(office: Office) -> None:
    """Identity, `--again` and `--replaces` are as for enterprises."""
    first = office.report(f"{HEADER}\n2020-06-01,310000,100,90,80,,", name="a.csv")
    corrected = office.report(f"{HEADER}\n2020-06-01,310000,100,90,70,,", name="b.csv", replaces=first.report)
    assert only(office.tracker.rates(), "operating_rate") == [(0.777777777778,)]
    held = office.report(f"{HEADER}\n2020-06-01,310000,100,90,70,,", name="b.csv")
    assert (held.state, held.report) == (DeliveryState.HELD, corrected.report)
    assert office.report(f"{HEADER}\n2020-06-01,310000,100,90,70,,", name="b.csv", again=True).report == 3
    assert only(office.tracker.log(), "state") == [("withdrawn",), ("superseded",), ("active",)]


def test_as_of_an_earlier_moment_totals_are_as_they_were(office: Office) -> None:
    """Also whether there were enterprises beside them."""
    office.report(f"{HEADER}\n2020-06-01,310000,100,90,80,,")
    then = office.now
    office.report("period,enterprise_id,region,status\n2020-06-01,A,310115,full")
    assert only(office.tracker.rates(), "reporting", "from_totals") == [(1, 0)]
    assert only(office.tracker.rates(as_of=then), "reporting", "from_totals") == [(90, 90)]


def test_repeats_and_contradictions_inside_a_file_are_settled(office: Office) -> None:
    """An exact repeat is dropped, of contradicting rows the last counts; the cell is named."""
    result = office.report(f"""{HEADER}
        2020-06-01,310000,100,90,80,,
        2020-06-01,310000,100,90,80,,
        2020-06-01,420000,100,90,80,,
        2020-06-01,420000,100,90,70,,""")
    assert (result.counts.read, result.counts.accepted, result.counts.duplicate) == (4, 2, 2)
    assert [(one.code, one.line, one.value) for one in result.findings] == [("conflicting-repeat", 5, "420000")]
    assert only(office.tracker.rates(), "operating_rate") == [(0.833333333333,)]


def test_both_orders_of_arrival_leave_a_finding(office: Office) -> None:
    """On the totals with the line, on the enterprises with the report; the figures are the same."""
    first = office.report(f"{HEADER}\n2020-06-01,310000,100,90,80,,")
    second = office.report("period,enterprise_id,region,status\n2020-06-01,A,310115,full")
    assert [(one.code, one.line) for one in second.findings] == [("totals-beside-enterprises", None)]
    third = office.report(f"{HEADER}\n2020-06-01,310100,100,90,80,,")
    assert [(one.code, one.line) for one in third.findings] == [("totals-beside-enterprises", 2)]
    assert not first.findings
    assert only(office.tracker.rates(), "reporting", "from_totals") == [(1, 0)]


def test_repeats_in_a_wide_table_are_settled_period_by_period(office: Office) -> None:
    """A line that is replaced in one period stands in the others."""
    table = """region,2020-04-01 firms,2020-04-01 open,2020-04-02 firms,2020-04-02 open
420100,100,80,110,90
420100,100,85,,
420500,40,30,50,30
"""
    profile = office.file("[wide]\nenterprises = '^(\\S+) firms$'\noperating = '^(\\S+) open$'\n", "wide.toml")
    [result] = office.take([office.file(table, "wide.csv")], profile=profile).results
    assert result.counts == Counts(read=6, accepted=4, duplicate=1, blank=1)
    told = office.tracker.rates(by="region", levels="prefecture", period="all")
    assert only(told, "region", "operating_rate") == [
        ("420100", 0.85), ("420500", 0.75), ("420100", 0.818181818182), ("420500", 0.6),
    ]  # fmt: skip


def test_staff_in_parts_widens_the_panel(office: Office) -> None:
    """Tens of thousands of staff with decimals stay exact beside enterprises that have none."""
    office.report("period,enterprise_id,region,status,employees,on_duty\n2020-06-01,A,420100,full,10,5")
    office.report("period,region,reporting,operating,employees,on_duty\n2020-06-01,310000,9,8,10.5,5.25")
    assert only(office.tracker.rates(), "employees", "on_duty", "return_rate") == [(20.5, 10.25, 0.5)]


def test_a_panel_of_totals_alone_has_a_calendar(office: Office) -> None:
    """Its frequency does not change with a later file."""
    office.report("period,region,reporting,operating\n2020-05,310000,9,8")
    assert only(office.tracker.panels(), "frequency", "periods") == [("month", 1)]
    office.report("period,region,reporting,operating\n2020-06-15,310000,9,7")
    assert only(office.tracker.rates(period="all"), "period", "operating_rate") == [
        (TODAY.replace(month=5, day=1), 0.888888888889), (TODAY.replace(day=1), 0.777777777778),
    ]  # fmt: skip


def _staff(office: Office) -> Path:
    return office.file('[file]\nholds = "totals"', "staff.toml")


def test_estimates_and_published_tables_are_of_enterprises(office: Office) -> None:
    """They look at single enterprises; what is left out is said."""
    rows = (f"2020-06-01,E{n},310000,{'full' if n % 2 else 'suspended'}" for n in range(12))
    office.report("\n".join(("period,enterprise_id,region,status", *rows)))
    office.report(f"{HEADER}\n2020-06-01,420000,100,90,80,,")
    estimation = Estimation(level=0.95)
    for table in (
        office.tracker.rates(estimation=estimation),
        office.tracker.rates(publish=True),
        office.tracker.coverage(publish=True),
    ):
        assert "totals are left out" in notes(table)
        assert "from_totals" not in table.records()[0] or table.records()[0]["from_totals"] in (0, None)
    assert only(office.tracker.rates(), "reporting", "from_totals") == [(102, 90)]


def test_a_card_and_why_say_what_comes_from_totals(office: Office) -> None:
    """The identity of the return rates is of enterprises, so a card with totals does without it."""
    office.report("period,enterprise_id,region,status,employees,on_duty\n2020-06-01,A,310000,full,10,5")
    office.report(f"{HEADER}\n2020-06-01,420000,100,90,80,1000,500")
    card = office.tracker.card()
    figures = {row["indicator"]: (row["numerator"], row["denominator"]) for row in card.records()}
    assert figures["return_rate"] == (505, 1010)
    assert figures["return_rate_open"] == (5, 10)
    assert not any("Return rate" in words.en for words in card.summary)
    assert "1 enterprise counts in it, and 90 of totals" in office.tracker.why().summary[0].en


def test_the_store_verifies_its_totals(office: Office) -> None:
    """Rows, digests and what is superseded are held against the rows as delivered."""
    office.report(f"{HEADER}\n2020-06-01,310000,100,90,80,1000,700.5\n2020-06-02,310000,100,90,80,,")
    office.report(f"{HEADER}\n2020-06-01,310000,100,95,85,1000,700\n2020-06-02,310000,100,95,85,1000,700")
    office.tracker.undo(1)
    assert {row["state"] for row in office.tracker.verify().table.records()} == {"ok"}


def test_a_profile_is_proposed_for_totals(office: Office) -> None:
    """With the counts that were recognised, and without an id to look for."""
    proposal = office.tracker.propose_profile(
        office.file("日期,地区,企业数,开工企业数,开工率\n2020-06-01,310000,10,9,90%")
    )
    assert 'operating = "开工企业数"' in proposal.text
    assert "enterprise_id" not in proposal.text
    assert proposal.columns == ("period", "region", "enterprises", "operating")


def test_sheets_of_enterprises_and_of_totals_are_not_one_delivery(tmp_path: Path) -> None:
    """A file is one report, of one kind."""
    book = import_module("openpyxl").Workbook()
    first, second = book.active, book.create_sheet("totals")
    for sheet, rows in (
        (first, [("period", "enterprise_id", "status"), ("2020-06-01", "A", "full")]),
        (second, [("period", "region", "enterprises", "operating"), ("2020-06-01", "310000", 10, 9)]),
    ):
        for row in rows:
            sheet.append(row)
    book.save(tmp_path / "both.xlsx")
    office = Office(tmp_path)
    with pytest.raises(RefusedError, match="holds enterprises, sheet 'totals' holds totals"):
        office.take([tmp_path / "both.xlsx"], profile=office.file('[file]\nsheet = "all"', "all.toml"))


def test_a_count_of_a_part_is_that_count(office: Office) -> None:
    """其中：全面开工 is how many operate fully, not a dimension."""
    office.report("日期,地区,填报企业数,开工企业数,其中：全面开工\n2020-06-01,420000,10,8,5")
    assert only(office.tracker.rates(), "reporting", "full", "partial") == [(10, 5, 3)]


def test_a_figure_that_totals_do_not_tell_is_over_the_rest(office: Office) -> None:
    """Who is in scope where totals count stays out of both its sides; without totals everybody is in them."""
    office.roster("enterprise_id,region,employees\nA,310000,100\nB,310000,10\nC,420000,30")
    office.report(f"{HEADER}\n2020-06-02,310000,10,8,6,1000,500")
    office.report("period,enterprise_id,status,employees,on_duty\n2020-06-02,C,full,30,20")
    asked = ("operating_rate_scope", "staff_coverage", "coverage")
    named = [f"{name}{end}" for name in asked[:2] for end in ("_numerator", "_denominator")]
    [row] = office.tracker.rates(indicators=asked).records()
    assert [row[name] for name in (*named, "enterprises", "coverage")] == [1, 1, 30, 30, 3, 1]
    [alone] = office.tracker.rates(indicators=asked, where=(("region", "31"),)).records()
    assert [alone[name] for name in ("operating_rate_scope", "staff_coverage", "coverage")] == [None, None, 1]


def test_who_an_office_counted_is_matched_with_nobody(office: Office) -> None:
    """Of totals on one side nobody knows who joined, who left, or how those who did neither changed."""
    office.report(f"{HEADER}\n2020-06-02,310000,10,8,6,1000,500")
    for day, word in (("02", "full"), ("03", "full")):
        office.report(f"period,enterprise_id,region,status\n2020-06-{day},C,420000,{word}")
    [row] = office.tracker.trend(indicators=("operating_rate",)).records()
    assert [row[name] for name in ("joined", "left", "change_matched_pp")] == [None, None, None]


COUNTS = ("enterprises", "reporting", "operating", "full", "partial", "suspended", "closed", "employees", "on_duty")
DAYS = ("2020-06-01", "2020-06-02", "2020-06-03")
REGIONS = ("310000", "420000", "440000")


def counted(seed: int) -> dict[tuple[str, str], tuple[int, ...]]:
    """Counts of regions and days that agree with each other, in the order of `COUNTS`."""
    draw = Random(seed)  # noqa: S311 - a fixture, not a secret
    found: dict[tuple[str, str], tuple[int, ...]] = {}
    for region in REGIONS:
        enterprises = draw.randint(50, 900)
        for day in DAYS:
            full, partial, suspended, closed = (draw.randint(0, 12) for _ in range(4))
            employees = draw.randint(100, 9000)
            reporting, on_duty = full + partial + suspended + closed, draw.randint(0, employees)
            found[region, day] = (
                enterprises, reporting, full + partial, full, partial, suspended, closed, employees, on_duty,
            )  # fmt: skip
    return found


@pytest.mark.parametrize("seed", range(3))
def test_a_wide_table_of_totals_gives_the_rates_of_its_counts(tmp_path: Path, seed: int) -> None:
    """Every count of a day in a column of its own: the same figures as row by row, and as worked out by hand."""
    wide, long = Office(tmp_path), Office(tmp_path / "long")
    long.folder.mkdir()
    counts = counted(seed)
    header = [f"{day} {name}" for day in DAYS for name in COUNTS[1:]]
    rows = [
        [region, counts[region, DAYS[0]][0], *(number for day in DAYS for number in counts[region, day][1:])]
        for region in REGIONS
    ]
    table = "\n".join([",".join(["region", "enterprises", *header]), *(",".join(map(str, row)) for row in rows)])
    profile = "[wide]\n" + "\n".join(f"{name} = '^(\\S+) {name}$'" for name in COUNTS[1:])
    wide.take([wide.file(table, "wide.csv")], profile=wide.file(profile, "wide.toml"))
    long.report(
        ",".join(("period", "region", *COUNTS))
        + "".join(f"\n{day},{region}," + ",".join(map(str, row)) for (region, day), row in counts.items())
    )
    told = wide.tracker.rates(by="region", period="all").records()
    assert told == long.tracker.rates(by="region", period="all").records()
    for row in told:
        numbers = dict(zip(COUNTS, counts[str(row["region"]), str(row["period"])], strict=True))
        assert [row[name] for name in ("enterprises", "reporting", "full", "partial", "suspended", "closed")] == [
            numbers[name] for name in ("enterprises", "reporting", "full", "partial", "suspended", "closed")
        ]
        if numbers["reporting"]:
            assert row["operating_rate"] == pytest.approx(numbers["operating"] / numbers["reporting"])
        assert row["return_rate"] == pytest.approx(numbers["on_duty"] / numbers["employees"])
