"""A proposed profile says what recognition finds, so that reading with it gives the same rows."""

import json
from datetime import date
from pathlib import Path

import pytest

from resumetrack.errors import RefusedError
from resumetrack.model import Kind, ObservationRow, TotalsRow
from resumetrack.periods import WEEKDAYS, Frequency
from resumetrack.reading import Source, expand, read
from resumetrack.reading.profiles.profile import parse_profile
from resumetrack.reading.proposing.propose import Proposal, propose
from unit.test_reading_corpus import CASES, CORPUS, TODAY, plain


def expected(name: str) -> dict[str, object]:
    found: dict[str, object] = json.loads((CORPUS / name / "expected.json").read_text("utf-8"))
    return found


BETTER_PROPOSED = {"status_under_another_header", "status_under_a_header_with_escapes"}
"""A status is taken where reading only tells of it."""

READABLE = [
    name
    for name in CASES
    if not (CORPUS / name / "profile.toml").exists() and "rows" in expected(name) and name not in BETTER_PROPOSED
]


@pytest.mark.parametrize("name", READABLE)
def test_a_proposal_reads_the_corpus_as_it_is_read_without(name: str) -> None:
    """For every file that is read without a profile the proposal gives the same rows."""
    told = expected(name)
    options = told.get("options", {})
    assert isinstance(options, dict)
    (file,) = (path for path in (CORPUS / name).iterdir() if path.name.startswith("input"))
    source = expand([str(file)]).files[0]
    kind = Kind(options.get("kind", "report"))
    period = date.fromisoformat(options["period"]) if "period" in options else None
    proposal = propose(source, kind=kind, today=TODAY, period=period, encoding=options.get("encoding"))
    delivery = read(
        source,
        kind=kind,
        profile=proposal.profile,
        period=period,
        frequency=Frequency(options["frequency"]) if "frequency" in options else None,
        week_start=WEEKDAYS.index(options["week_start"]) if "week_start" in options else None,
        today=TODAY,
    )
    assert [plain(row) for row in delivery.rows] == told["rows"]


def proposed(text: str, name: str = "report.csv") -> Proposal:
    return propose(Source(name, data=text.encode()), kind=Kind.REPORT, today=TODAY)


def observed(proposal: Proposal) -> list[ObservationRow]:
    return [row for row in proposal.rows if isinstance(row, ObservationRow)]


def test_words_for_a_status_are_sorted_and_others_are_left_to_do() -> None:
    """Known words go to their lists; unknown ones are named with their number and what they may mean."""
    text = proposed("日期,企业代码,开工状态\n2020-03-28,1,已复工\n2020-03-28,2,歇业\n2020-03-28,3,停产\n").text
    assert 'full = ["已复工"]' in text
    assert 'suspended = ["停产"]' in text
    assert 'TODO: "歇业" (1 rows)' in text


def test_a_file_without_known_headers_gets_guesses() -> None:
    """Dates, words for a status and distinct codes are found by the cells."""
    proposal = proposed("key,when,what\nA1,2020-03-27,open\nA2,2020-03-27,closed\nA3,2020-03-28,open\n")
    assert [(row.line, row.enterprise_id) for row in observed(proposal)] == [(2, "A1"), (3, "A2"), (4, "A3")]
    assert 'period = "when"    # guessed' in proposal.text


def test_a_date_in_the_file_name_is_proposed() -> None:
    """The pattern that finds the date in the name is stated."""
    proposal = proposed("企业代码,开工状态\n1,已复工\n", "复工情况20200328.csv")
    assert [str(row.period) for row in observed(proposal)] == ["2020-03-28"]


def test_wide_columns_are_proposed() -> None:
    """Headers that are dates become [wide]."""
    proposal = proposed("企业代码,2020年3月27日,2020年3月28日\n1,停产,已复工\n2,,已复工\n")
    assert [(str(row.period), row.enterprise_id) for row in observed(proposal)] == [
        ("2020-03-27", "1"), ("2020-03-28", "1"), ("2020-03-28", "2"),
    ]  # fmt: skip


def test_what_cannot_be_guessed_is_said() -> None:
    """A file that tells no period still gets a profile that loads, with a TODO."""
    proposal = proposed("企业代码,开工状态\n1,已复工\n")
    assert "period" in proposal.trouble
    assert "# TODO: no column tells the period" in proposal.text


def test_two_columns_for_one_place_are_a_choice_to_make() -> None:
    """The first is taken and the doubt is written down."""
    proposal = proposed("日期,企业代码,开工状态,复工状态\n2020-03-28,1,已复工,停产\n")
    assert [row.status for row in observed(proposal)] == ["full"]
    assert "TODO: '开工状态' (column 3) and '复工状态' (column 4) could both be status" in proposal.text


def test_wide_headers_in_american_order_with_words_of_the_office() -> None:
    """The order that fits all headers is taken; words that are no numbers are statuses to be sorted."""
    text = proposed(
        "District,9/5/2021,9/12/2021,9/19/2021\n100,In Person,Remote,Hybrid\n101,Remote,Remote,Hybrid\n"
    ).text
    assert r"status = '^(?P<month>\d{1,2})[/.-](?P<day>\d{1,2})[/.-](?P<year>\d{4})$'" in text
    assert 'TODO: "Remote" (3 rows)' in text


def test_numbers_of_one_length_are_codes_before_names_are() -> None:
    """A register with codes and names is told apart by its codes; the month in its name may be a word."""
    proposal = proposed("NCPDP,Name,State\n0000001,A,TX\n0000002,B,TX\n", "RxOpen-Mar-15-2020.csv")
    assert 'enterprise_id = "NCPDP"    # guessed' in proposal.text
    assert r"file_name = '([A-Za-z]{3,9}[- ]\d{1,2}[- ]20\d\d)'    # found" in proposal.text


def test_a_bare_closed_beside_longer_words_is_a_question() -> None:
    """Where an office also says how long, its bare "closed" may not be for good."""
    text = proposed("date,id,status\n2020-03-28,1,Closed\n2020-03-28,2,Temporarily Closed\n").text
    assert 'TODO: is "Closed" for good, beside "Temporarily Closed"? If not, move it to suspended' in text


def test_no_profile_is_proposed_for_what_is_no_text_to_its_end(tmp_path: Path) -> None:
    """The encoding that a profile states is that of the whole file."""
    path = tmp_path / "f.csv"
    path.write_bytes("日期,企业编号,状态\n".encode() + "2020-03-01,E1,复工\n".encode() * 60_000 + b"\xff\n")
    with pytest.raises(RefusedError, match=r"line 60002, byte offset .*: byte 0xFF is not UTF-8"):
        propose(Source("f.csv", path), kind=Kind.REPORT, today=date(2020, 12, 31))


DAYS = ["2020-04-01", "2020-04-02", "2020-04-03"]
WEEKS = ["2020-03-23", "2020-03-30", "2020-04-06"]
MONTHS = ["2020-04-01", "2020-05-01", "2020-06-01"]
QUARTERS = ["2020-01-01", "2020-04-01", "2020-07-01"]
WIDE = [
    ("20200401,20200402,20200403", DAYS), ("1 Apr,2 Apr,3 Apr", DAYS), ("Apr 1,Apr 2,Apr 3", DAYS),
    ("1-Apr-20,2-Apr-20,3-Apr-20", DAYS), ("Apr-20,May-20,Jun-20", MONTHS), ("Apr-01,Apr-02,Apr-03", DAYS),
    ("4/1,4/2,4/3", DAYS), ("1/4,2/4,3/4", DAYS), ("2020-W13,2020-W14,2020-W15", WEEKS),
    ("Week 13,Week 14,Week 15", WEEKS), ("2020Q1,2020Q2,2020Q3", QUARTERS), ("Q1 2020,Q2 2020,Q3 2020", QUARTERS),
    ("1 April 2020,2 April 2020,3 April 2020", DAYS), ("Apr 2020,May 2020,Jun 2020", MONTHS),
    ("4月1日（周三）,4月2日（周四）,4月3日（周五）", DAYS), ("2020M04,2020M05,2020M06", MONTHS),
    ("2020-04-01 00:00:00,2020-04-02 00:00:00,2020-04-03 00:00:00", DAYS),
    ("令和2年4月1日,令和2年4月2日,令和2年4月3日", DAYS), ("4月1日,4月2日,4月3日", DAYS),
    ("2020-04-01,2020-04-02,2020-04-03", DAYS),
    ("01/04/2020,02/04/2020,03/04/2020", DAYS), ("04/01/2020,04/02/2020,04/03/2020", DAYS),
    ("2020 Week 13,2020 Week 14,2020 Week 15", WEEKS), ("Week 13 2020,Week 14 2020,Week 15 2020", WEEKS),
    ("April,May,June", MONTHS),
]  # fmt: skip


@pytest.mark.parametrize(("headers", "periods"), WIDE)
@pytest.mark.parametrize(("cells", "column"), [("open,closed,open", "status"), ("10,20,30", "on_duty")])
def test_headers_that_are_periods_become_wide(headers: str, periods: list[str], cells: str, column: str) -> None:
    """However the periods are written, each column is one of them; a year that none tells is asked for."""
    text = f"enterprise_id,region,{headers}\nE1,420000,{cells}\nE2,420000,{cells}\n"
    proposal = proposed(text)
    assert f"{column} = " in proposal.text
    assert "give it with --period" not in proposal.text
    if "tells no year" in proposal.trouble:
        assert "no year is told: which is it?" in proposal.todos
        proposal = proposed(text, "2020年.csv")
    assert [str(row.period) for row in observed(proposal)][:3] == periods
    assert [str(getattr(row, column)) for row in observed(proposal)][:3] == cells.replace("open", "full").split(",")


@pytest.mark.parametrize(("headers", "said"), [("01/02/2020,02/02/2020", ""), ("01/01/2020,02/01/2020", "TODO")])
def test_the_order_of_day_and_month_is_told_or_asked(headers: str, said: str) -> None:
    """Periods that follow each other in one order only tell it, and that is said; else both orders are offered."""
    text = proposed(f"enterprise_id,{headers}\nE1,open,closed\n").text
    if said:
        assert "either the day stands first, or the month stands first: take the lines" in text
        assert text.count("\n# status = ") == 2
    else:
        assert '# In "01/02/2020" the day stands first: so the periods follow each other.' in text
        assert r"status = '^(?P<day>" in text


def test_columns_full_of_status_words_are_not_one_status() -> None:
    """Where their headers are no periods that are known, nobody takes the first of them."""
    proposal = proposed("enterprise_id,early,late\nE1,open,closed\nE2,closed,open\n")
    assert "status" not in proposal.profile.columns
    assert any('"early", "late" all hold words for a status' in todo for todo in proposal.todos)


def test_a_leap_day_is_a_column_too() -> None:
    """29 February is a period of the year that is told, whatever other years have."""
    proposal = proposed("enterprise_id,2月28日,2月29日\nE1,open,closed\n", "2020年.csv")
    assert [str(row.period) for row in observed(proposal)] == ["2020-02-28", "2020-02-29"]


def test_counts_of_regions_by_days_are_totals() -> None:
    """The numbers under the days are counts, which of them is asked; what stands beside them is repeated."""
    proposal = proposed("地区,企业总数,4月1日,4月2日\n武汉,500,300,320\n宜昌,200,150,160\n", "2020年.csv")
    assert proposal.todos == (
        "is it operating? or enterprises, reporting, full, partial, suspended, closed, employees, on_duty",
    )
    assert [(str(row.period), row.enterprises, row.operating) for row in proposal.rows if isinstance(row, TotalsRow)][
        :2
    ] == [("2020-04-01", 500, 300), ("2020-04-02", 500, 320)]


@pytest.mark.parametrize("key", ["地区", "企业代码"])
def test_a_header_of_two_rows_with_days_over_names(key: str) -> None:
    """The profile states both rows, and for each name the columns of all days."""
    proposal = proposed(
        f"{key},4月1日,,4月2日,\n,从业人数,到岗人数,从业人数,到岗人数\nA,500,300,500,320\nB,9,8,9,7\n", "2020年.csv"
    )
    assert "header_rows = 2" in proposal.text
    assert r"employees = '^((?:\d{4}年)?\d{1,2}月\d{1,2}[日号]) 从业人数$'" in proposal.text
    if key == "企业代码":
        assert [(row.employees, row.on_duty) for row in observed(proposal)] == [(500, 300), (500, 320), (9, 8), (9, 7)]


def test_two_columns_are_one_period() -> None:
    """A year and the month of it are joined."""
    proposal = proposed("series_id,year,period,status\nA,2020,M01,open\nA,2020,M02,open\nB,2020,M01,closed\n")
    assert 'period = { template = "{year}-{period}" }' in proposal.text
    assert [str(row.period) for row in observed(proposal)] == ["2020-01-01", "2020-02-01", "2020-01-01"]


@pytest.mark.parametrize(
    ("weeks", "template"),
    [("1,9,12", "{year}-W{week}"), ("1,9,20", "{year}-W{week}"), ("Week 1,Week 9", "{year}-{week}")],
)
def test_a_week_beside_its_year_is_no_month(weeks: str, template: str) -> None:
    """Whatever weeks there are, and however many digits they have."""
    rows = "".join(f"2021,{week},S1,open\n" for week in weeks.split(","))
    proposal = proposed(f"year,week,site_id,status\n{rows}")
    assert f'period = {{ template = "{template}" }}\n' in proposal.text
    assert [str(row.period) for row in observed(proposal)][:2] == ["2021-01-04", "2021-03-01"]
    assert not proposal.todos


@pytest.mark.parametrize(("day", "is_open"), [("05/24/2020", False), ("24.5.2020", False), ("05/04/2020", True)])
def test_dates_with_the_year_last_are_dates(day: str, is_open: bool) -> None:
    """Which of day and month is first is asked where no cell tells."""
    proposal = proposed(f"Week Ending,Provider Number,Status\n{day},015009,open\n{day},015010,closed\n")
    assert 'period = "Week Ending"    # guessed: its cells are dates' in proposal.text
    assert 'enterprise_id = "Provider Number"' in proposal.text
    assert any("day or month first" in todo for todo in proposal.todos) is is_open


def test_a_status_without_any_word_for_one_is_asked_about() -> None:
    """Statistical offices call so what says how good a number is."""
    proposal = proposed("date,enterprise_id,VALUE,STATUS\n2020-03-28,A1,10,\n2020-03-28,A2,,x\n")
    assert any('no text of "STATUS" is a word for a status' in todo for todo in proposal.todos)
    told = proposed("date,enterprise_id,STATUS\n2020-03-28,A1,open\n2020-03-28,A2,x\n").todos
    assert not any("no text of" in todo for todo in told)


def test_a_day_beside_a_month_and_a_year_makes_a_date() -> None:
    """Nothing is asked about the columns that are joined."""
    proposal = proposed("Year,Month,Day,enterprise_id,status\n2020,3,28,A,open\n2020,3,9,B,open\n")
    assert 'period = { template = "{Year}-{Month}-{Day}" }' in proposal.text
    assert [str(row.period) for row in observed(proposal)] == ["2020-03-28", "2020-03-09"]
    assert not proposal.todos


def test_two_columns_for_one_are_asked_about_once() -> None:
    """One mark is enough."""
    assert "TODO: TODO" not in proposed("date,day,enterprise_id,status\n2020-03-28,2020-03-28,A,open\n").text


def test_a_word_of_totals_in_every_row_hides_none() -> None:
    """What a column of types says of all rows says nothing of one."""
    proposal = proposed("date,enterprise_id,school_type,status\n2020-03-28,A1,Total,open\n2020-03-28,A2,Total,open\n")
    assert "#   school_type: Total" in proposal.text


def test_titles_above_a_header_of_which_no_word_is_known_are_none() -> None:
    """Whatever blank cells a program has put behind them."""
    title = '"Trading status of businesses, UK",,,\nThis sheet contains one table.,,,\n'
    proposal = proposed(f"{title}Kind,Trading fully,Paused,Responses\nA,55,45,650\n")
    assert "rows_above_header = 2" in proposal.text
    assert "#   Paused: 45" in proposal.text


def test_letters_with_accents_taken_for_chinese_are_asked_about() -> None:
    """A proposal would keep the wrong encoding for good."""
    text = "date,enterprise_id,region,status\n2020-03-28,A1,Québec,open\n2020-03-28,A2,Köln,open\n"
    proposal = propose(Source("r.csv", data=text.encode("cp1252")), kind=Kind.REPORT, today=TODAY)
    assert any("looks like cp1252" in todo for todo in proposal.todos)
    chinese = propose(
        Source("r.csv", data="企业代码,开工状态\n甲镇,停工\n".encode("gbk")), kind=Kind.REPORT, today=TODAY
    )
    assert not any("cp1252" in todo for todo in chinese.todos)


def test_numbers_beside_a_year_are_asked_about_where_no_header_says_month() -> None:
    """They may be weeks, or periods of the office's own."""
    asked = [proposed(f"year,{word},site_id,status\n2021,1,S1,open\n").todos for word in ("period", "month")]
    assert [bool(todos) for todos in asked] == [True, False]


def test_a_month_in_the_file_name_is_proposed() -> None:
    """Six digits are a year and a month."""
    proposal = proposed("企业代码,开工状态\n1,已复工\n", "ProviderInfo_201912.csv")
    assert [str(row.period) for row in observed(proposal)] == ["2019-12-01"]


def test_what_describes_its_rows_identifies() -> None:
    """A column whose values come again with the same companions is the enterprise; a named code of kinds is not."""
    rows = [
        f"{50070000 + firm},Shop {firm},Street {firm % 7},2020-04-0{day},open,{kind:02d}A,{(firm * day) % 9}"
        for firm in range(30) for day in (1, 2) for kind in range(firm % 4 + 1)
    ]  # fmt: skip
    text = "CAMIS,DBA,STREET,INSPECTION DATE,ACTION,VIOLATION CODE,SCORE\n" + "\n".join(rows) + "\n"
    assert 'enterprise_id = "CAMIS"    # guessed' in proposed(text).text


def test_words_are_counted_beyond_the_first_rows() -> None:
    """A word for a status that comes late is sorted, too."""
    rows = "".join(f"2020-03-28,E{number},{'已复工' if number < 2999 else '歇业'}\n" for number in range(3000))
    assert 'TODO: "歇业" (1 rows)' in proposed(f"日期,企业代码,开工状态\n{rows}").text


def test_letters_behind_numbers_are_proposed() -> None:
    """A table of Eurostat is separated by tabs, wide, and its numbers bear marks."""
    text = "freq,unit,geo\\TIME_PERIOD\t2020-Q1 \t2020-Q2 \nQ,I15,AT\t12.3 p\t13.5 \nQ,I15,BE\t: c\t14 b\n"
    proposal = proposed(text)
    assert 'flags = "bcdefnprsuz"    # found: 12.3 p' in proposal.text
    assert [str(row.on_duty) for row in observed(proposal)] == ["12.3", "13.5", "None", "14"]


@pytest.mark.parametrize(
    ("text", "todo"),
    [
        ("Region,Date,Businesses\nNorth,2020-04-01,500\nSouth,2020-04-01,600\n", 'what is counted in "Businesses"?'),
        ("industry,date,staff,returned\nC,2020-04-01,500,300\nD,2020-04-01,50,30\n", "does each row count many"),
    ],
)
def test_tables_that_name_no_enterprise_are_proposed_as_totals(text: str, todo: str) -> None:
    """Numbers by region or industry, and nobody whose they are: the question is asked, the profile says `holds`."""
    proposal = proposed(text)
    assert 'holds = "totals"' in proposal.text
    assert any(one.startswith(todo) for one in proposal.todos)


def sheets(name: str, sheet: str | None = None) -> Proposal:
    (source,) = expand([str(CORPUS / name / "input.xlsx")]).files
    return propose(source, kind=Kind.REPORT, today=TODAY, sheet=sheet)


def test_sheets_that_are_alike_are_proposed_together() -> None:
    """A pattern of their names takes all of them, and no other."""
    proposal = sheets("workbook_several_tables_refused")
    assert r"sheet = { pattern = '^\d+月\d+日$' }    # '3月28日', '3月29日'" in proposal.text


def test_the_name_of_a_sheet_tells_the_period() -> None:
    """One sheet for each day: the profile says where the day stands, and asks for the year."""
    proposal = sheets("workbook_one_sheet_per_day")
    assert r"sheet = '(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]'    # found: 3月28日" in proposal.text


def test_one_sheet_is_proposed_if_it_is_named() -> None:
    """The profile states it."""
    assert 'sheet = "3月29日"' in sheets("workbook_several_tables_refused", sheet="3月29日").text


@pytest.mark.parametrize(
    ("cells", "todo"),
    [
        ("A1,open,1.250\nA2,closed,2.125", "line 2, employees: '1.250' may have a decimal point"),
        ("A1,open,1.250\nA2,closed,", "line 2, employees: '1.250' may have a decimal point"),
        ("A1,open,many\nA2,closed,few", "no row is read: line 2, employees: 'many' is not a number"),
    ],
)
def test_what_rejects_the_first_rows_is_a_question(cells: str, todo: str) -> None:
    """A profile that reads nothing is not done."""
    proposal = proposed(f"id,status,employees,period\n{cells.replace(chr(10), ',2020-04-01' + chr(10))},2020-04-01\n")
    assert any(question.startswith(todo) for question in proposal.todos)
    assert f"# TODO: {todo}" in proposal.text


def test_a_single_bad_row_is_no_question() -> None:
    """Only what the profile can answer, and what leaves nothing, is asked."""
    assert not proposed("period,id,status,employees\n2020-04-01,A1,open,many\n2020-04-01,A2,open,3\n").todos


@pytest.mark.parametrize(
    "text",
    [
        "区,行业,企业数,开工数\n江汉,C13,10,8\n,C14,20,15\n武昌,C13,5,4\n,C14,6,5\n",
        "区,企业代码,状态\n江汉,A1,开工\n,A2,停工\n武昌,A3,开工\n,A4,停工\n",
    ],
)
def test_cells_that_were_merged_are_a_question(text: str) -> None:
    """Whether blank means as above is for the office to say; the line is there."""
    proposal = proposed(text, "2020-04-01.csv")
    assert proposal.todos == ('"区" is blank below filled cells: does that mean as above (merged cells)?',)
    assert proposal.text.endswith('\n# [rows]\n# fill_down = ["区"]\n')


def test_a_status_is_found_beside_measures() -> None:
    """A column of words for a status is proposed, whatever else is known."""
    text = proposed("id,situation,employees\nA1,open,3\nA2,closed,4\nA3,temporarily closed,9\n", "2020-04-01.csv").text
    assert 'status = "situation"    # guessed' in text


@pytest.mark.parametrize(
    "text",
    [
        "enterprise_id,status,employees\nA1,open,3\nA2,closed,4\n合计,2,7\n",
        "企业代码,企业名称,4月1日,4月2日\nA1,甲,开工,停工\nA2,乙,停工,停工\n合计,,1,0\n",
        "企业代码,企业名称,4月1日,4月2日\nA1,甲,开工,停工\nA2,乙,停工,停工\n,全部合计,1,0\n填表人：王五\n",
    ],
)
def test_rows_of_totals_and_remarks_ask_nothing(text: str) -> None:
    """What is left out when the file is read has no words to be sorted."""
    assert not proposed(text, "2020-04-01.csv").todos


def test_one_of_several_statuses_identifies_nobody() -> None:
    """Which of them is the status is open; that they are no identifiers is not."""
    text = proposed("Company,1,2,3\nA,open,closed,open\nB,closed,open,open\nC,open,open,closed\n").text
    assert 'enterprise_id = "Company"' in text


def test_wide_headers_may_ask() -> None:
    """Yes and no are answers to a question beside a period, with the words in the profile and without them."""
    file = "企业代码,4月1日是否复工,4月2日是否复工\nA1,是,否\nA2,否,否\n"
    proposal = proposed(file, "2020.csv")
    assert not proposal.todos
    profile = parse_profile(proposal.text.partition("[status]")[0].encode(), "p.toml")
    delivery = read(
        Source("2020.csv", data=file.encode()), kind=Kind.REPORT, profile=profile, frequency=None, week_start=None,
        today=TODAY,
    )  # fmt: skip
    assert [row.status for row in delivery.rows if isinstance(row, ObservationRow)] == [
        "full", "suspended", "suspended", "suspended",
    ]  # fmt: skip


def test_percentages_under_periods_are_not_advised_to_be_read_twice() -> None:
    """A column of [wide] is no column of counts as well."""
    trouble = proposed("地区,4月1日,4月2日\n江汉区,80%,81%\n武昌区,70%,75%\n", "2020.csv").trouble
    assert "'4月1日' holds percentages" in trouble
    assert "percent_of" not in trouble
