"""The vocabulary: exit codes, the catalogue of findings, and what a result gives to pandas."""

import string
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

from resumetrack import errors
from resumetrack.errors import ExitCode, ResumetrackError
from resumetrack.model import RULES, Cell, Column, Counts, Meaning, Severity, Stacked, Table, Text, finding

MESSAGE_WORDS = {"value", "column", "other", "known", "frequency"}


def test_every_error_has_a_documented_code() -> None:
    """Each class of the tree ends a command with one of the exit codes, and none with 0."""
    classes = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, ResumetrackError)]
    assert len(classes) > 5
    assert all(kind.code in ExitCode and kind.code is not ExitCode.DONE for kind in classes)


@pytest.mark.parametrize("code", RULES)
def test_every_rule_has_its_words_in_both_languages(code: str) -> None:
    """Title, message and advice are there in English and Chinese, and both messages use the same words."""
    rule = RULES[code]
    for text in (rule.title, rule.message, rule.advice):
        assert text.en
        assert text.zh
    used = [{name for _, name, _, _ in string.Formatter().parse(words) if name} for words in rule.message]
    assert used[0] <= MESSAGE_WORDS
    assert used[1] <= MESSAGE_WORDS


def test_bits_are_distinct_powers_of_two() -> None:
    """What a kept row remembers can be told apart; only flags are remembered."""
    bits = [rule.bit for rule in RULES.values() if rule.bit]
    assert len(bits) == len(set(bits))
    assert all(bit & (bit - 1) == 0 for bit in bits)
    assert all((rule.bit > 0) == (rule.severity is Severity.FLAG) for rule in RULES.values())


def test_finding_fills_in_its_words() -> None:
    """A finding says where, what and what to do."""
    found = finding("on-duty-above-employees", "a.csv", 7, "on_duty", "12", other="10")
    assert found.message.en == "12 on duty, 10 employees; kept as reported"
    assert (found.file, found.line, found.column, found.severity) == ("a.csv", 7, "on_duty", Severity.FLAG)


def test_counts_add_up_or_say_so() -> None:
    """Read rows are accepted, rejected, duplicate or blank."""
    assert Counts(read=10, accepted=5, rejected=1, duplicate=2, blank=2).balanced
    assert not Counts(read=10, accepted=5).balanced


def test_to_pandas_types_columns_by_meaning() -> None:
    """Dates, counts and rates get their types; human columns stay out; missing stays missing."""
    columns = (
        Column("period", Meaning.DATE, Text("Period", "日期")),
        Column("region", Meaning.CODE, Text("Region", "地区")),
        Column("reporting", Meaning.COUNT, Text("Reporting", "填报")),
        Column("employees", Meaning.EMPLOYEES, Text("Employees", "人数")),
        Column("rate", Meaning.RATE, Text("Rate", "率")),
        Column("course", Meaning.SPARK, Text("Course", "变化"), machine=False),
    )
    rows = (
        (date(2020, 3, 28), "420000", 3, Decimal("10.5"), 0.5, "0.1 0.5"),
        (date(2020, 3, 29), None, None, None, None, ""),
    )
    frame = Table(Text("t", "t"), columns, rows).to_pandas()
    assert list(frame.columns) == ["period", "region", "reporting", "employees", "rate"]
    assert frame["period"].iloc[0] == pd.Timestamp("2020-03-28")
    assert (str(frame["reporting"].dtype), str(frame["rate"].dtype)) == ("Int64", "float64")
    assert frame["employees"].iloc[0] == 10.5
    assert frame.iloc[1].isna().sum() == 4


def test_to_pandas_of_no_rows_keeps_the_columns() -> None:
    """An empty result is an empty frame with the contract's columns."""
    columns = (Column("period", Meaning.DATE, Text("Period", "日期")), Column("n", Meaning.COUNT, Text("n", "n")))
    frame = Table(Text("t", "t"), columns, ()).to_pandas()
    assert (list(frame.columns), len(frame)) == (["period", "n"], 0)


def test_stacked_rows_are_the_rows() -> None:
    """Rows that are kept column by column are read, counted, cut and compared as rows."""
    rows: tuple[tuple[Cell, ...], ...] = ((1, "a"), (2, None), (3, "c"))
    stacked: Sequence[tuple[Cell, ...]] = Stacked([[1, 2, 3], ["a", None, "c"]])
    assert stacked == rows
    assert (hash(stacked), len(stacked)) == (hash(rows), 3)
    assert (stacked[1], stacked[1:], stacked[::-1]) == (rows[1], rows[1:], rows[::-1])
    assert stacked != rows[:2]
    assert (len(Stacked([])), tuple(Stacked([[], []]))) == (0, ())
    with pytest.raises(ValueError, match="lengths"):
        Stacked([[1], [1, 2]])
