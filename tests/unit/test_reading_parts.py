"""Rows below one that says it is a part of another."""

import pytest

from resumetrack.reading.totals.counted_cells import cell_of
from resumetrack.reading.totals.parts import Parts, find_sisters, indent
from resumetrack.reading.totals.stated_totals import StatedTotal
from resumetrack.reading.values.asides import PART, TOTAL, is_part
from unit.test_reading_levels import PERIOD, table


def parts_among(*texts: str) -> list[str]:
    """The rows of one column that are parts, without blanks; 合计 is a total, 私营企业 is kept."""
    parts, found = Parts(), []
    for text in texts:
        said = PART if is_part(text) else TOTAL if text == "合计" else ""
        kind, _ = parts.look(said, 0, [text, "5"], is_kept=text.strip() == "私营企业")
        found += [text.strip()] if kind == PART else []
    return found


@pytest.mark.parametrize(
    ("texts", "parts"),
    [
        (["工业", "其中：国有", "　　　私营", "　　　外资", "服务业"], ["其中：国有", "私营", "外资"]),
        (["合计", "其中：国有", "　　　私营"], ["其中：国有", "私营"]),
        (
            ["  Industry", "    of which: state", "    private", "  Services", "    large"],
            ["of which: state", "private"],
        ),
        (["工业", "其中：国有", "私营"], ["其中：国有"]),
        (["工业", "其中：国有", "　　　私营企业", "　　　外资"], ["其中：国有"]),
        (["其中：国有", "　　　私营"], ["其中：国有"]),
        (["工业", "其中：国有", "", "　　　私营"], ["其中：国有"]),
    ],
    ids=["below a cell", "below a total", "all deeper", "not indented", "kept", "no whole", "a blank cell"],
)
def test_rows_deeper_than_the_whole_are_parts(texts: list[str], parts: list[str]) -> None:
    """As long as none stands as high as the whole."""
    assert parts_among(*texts) == parts


def test_the_blanks_before_a_text_tell_how_deep_it_stands() -> None:
    """Full-width ones are twice as wide."""
    assert [indent(text) for text in ("x", " x", "　x", "\tx", "")] == [0, 1, 2, 4, 0]


@pytest.mark.parametrize(
    ("numbers", "count"),
    [
        ([100, 30, 50, 20, 80], 2),
        ([100, 30, 70, 80], 1),
        ([100, 30, 50, 10, 80], 0),
        ([100, 30, 80], 0),
        ([100, 30], 0),
    ],
)
def test_rows_that_make_up_the_whole_with_a_part_are_its_sisters(numbers: list[int], count: int) -> None:
    """The first row is the whole, the second says that it is a part; without an indent nothing but the sum tells."""
    lines = table(*(("", f"R{number}", None, number, number) for number in numbers))
    rows = [cell_of(cell.row._replace(attributes="")) for cell in lines]
    part = StatedTotal(rows[1].row.line, "其中：国有", PERIOD, {}, rows[1].stated)
    assert [len(sisters.rows) for sisters in find_sisters([part], [rows[0], *rows[2:]])] == [count] * bool(count)
