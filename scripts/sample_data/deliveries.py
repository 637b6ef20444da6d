"""Writing what offices deliver: rosters, lists, daily reports, and the files that are out of the ordinary."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from pathlib import Path

from sample_data.enterprises import Enterprise
from sample_data.panels import Answer, Panel, Row
from sample_data.settling import Chosen, everyone

REPORT_HEADER = ("period", "enterprise_id", "status", "employees", "on_duty", "difficulty", "expected_resume")
CHINESE_HEADER = ("统一社会信用代码", "企业名称", "日期", "开工状态", "从业人员", "到岗人数")
CHINESE_STATUS = {"full": "已开工", "partial": "部分复工", "suspended": "停工"}
ROSTER_HEADER = ("enterprise_id", "name", "region", "industry", "size", "employees", "ownership")

Cells = Sequence[object]


def write_csv(
    path: Path, header: Cells, rows: Iterable[Cells], *, encoding: str = "utf-8", line_end: str = "\n"
) -> None:
    """Write one CSV file, missing values as empty cells."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator=line_end)
    writer.writerow(header)
    writer.writerows(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.getvalue().encode(encoding))


def write_roster(path: Path, members: Iterable[Enterprise]) -> None:
    """Write the enterprises in scope."""
    rows = ((m.enterprise_id, m.name, m.region, m.industry, m.size, m.employees, m.ownership) for m in members)
    write_csv(path, ROSTER_HEADER, rows)


def cells(row: Row) -> tuple[object, ...]:
    """Give the cells of a report line in the order of its header."""
    return (
        row.period,
        row.enterprise_id,
        row.status,
        row.employees,
        row.on_duty,
        row.difficulty,
        row.expected_resume,
    )


def rows_of(panel: Panel, day: int, answer: Answer, chosen: Chosen) -> list[Row]:
    """Give the chosen enterprises' rows for a day that were delivered on the day, or a day late."""
    return [
        panel.row(day, place)
        for place, member in enumerate(panel.members)
        if panel.answers[day][place] is answer and chosen(member)
    ]


def write_reports(
    folder: Path,
    panel: Panel,
    apart: Callable[[int, Enterprise], bool] = lambda _day, _member: False,
    misreport: Callable[[int, Row], Row] = lambda _day, row: row,
) -> None:
    """Write one report a day: the day's rows, then those of the day before that come late.

    Enterprises that are `apart` on a day deliver by another way; `misreport` alters a row before it is written.
    """

    def together(day: int) -> Chosen:
        return lambda member: not apart(day, member)

    for day in range(panel.days):
        rows = rows_of(panel, day, Answer.ON_TIME, together(day))
        lines = [cells(misreport(day, row)) for row in rows]
        if day:
            late = rows_of(panel, day - 1, Answer.LATE, everyone)
            lines += [cells(row) for row in late]
        write_csv(folder / f"{panel.first + timedelta(days=day)}.csv", REPORT_HEADER, lines)


def write_chinese(path: Path, panel: Panel, day: int, chosen: Chosen) -> None:
    """Write a day's rows as an office's own system exports them: Chinese headers and words, GBK, CRLF."""
    names = {member.enterprise_id: member.name for member in panel.members}

    def translated(row: Row) -> Cells:
        key, status = row.enterprise_id, CHINESE_STATUS[row.status]
        return key, names[key], row.period, status, row.employees, row.on_duty

    rows = map(translated, rows_of(panel, day, Answer.ON_TIME, chosen))
    write_csv(path, CHINESE_HEADER, rows, encoding="gbk", line_end="\r\n")


def write_spoiled(path: Path, rows: Sequence[Row]) -> None:
    """Write rows of which four cannot be used; one that is doubtful but kept and one exact repeat come with them.

    The four are an unknown status, staff in words, a missing id, and a cell too many (an unquoted comma).
    """
    lines = [list(cells(row)) for row in rows]
    plain = [line for line, row in zip(lines, rows, strict=True) if row.status == "full" and not row.difficulty]
    unknown, wordy, nameless, ragged, crowded, repeated, *_ = plain[::7]
    unknown[2] = "half-open"
    wordy[3] = f"about {wordy[3]}"
    nameless[1] = ""
    ragged[5:6] = ["staff", "logistics"]
    crowded[4] = int(str(crowded[3])) + 12
    lines.append(list(repeated))
    write_csv(path, REPORT_HEADER, lines)
