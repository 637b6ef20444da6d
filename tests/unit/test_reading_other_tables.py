"""Further tables below the first."""

import pytest

from resumetrack.reading.totals.counted_cells import cell_of
from resumetrack.reading.totals.other_tables import title_doubt
from unit.test_reading_levels import table


@pytest.mark.parametrize(
    ("titles", "is_told"),
    [
        (("Table 1. Regions", "Table 2. Industries"), True),
        (("表1 分地区", "表2 分行业"), True),
        (("附表一", "附表二"), True),
        (("Table 1", "Table 1 (continued)"), False),
        (("Table 2", "Table 2"), False),
        (("Tablet makers", "Table ware"), False),
        (("North", "South"), False),
    ],
)
def test_titles_of_several_tables_are_told(titles: tuple[str, str], *, is_told: bool) -> None:
    """Rows without counts that are numbered, and do not go on with the table above."""
    rows = [
        cell_of(cell.row._replace(attributes=""))
        for title in titles
        for cell in table(("", title, None, None, None), ("", "A", None, 5, 3))
    ]
    assert (title_doubt(rows) is not None) is is_told
    assert title_doubt([cell for cell in rows if cell.stated]) is None
