"""The period of a file as a whole: from the command line, a sheet's name, a title line, the file's name or folder.

It fills what the rows leave open. Where two places tell different periods the nearer to the rows counts, and the
file says so in a note. A title is also read without a profile, if nothing else tells the period.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from resumetrack.model import Text
from resumetrack.periods import PeriodText
from resumetrack.reading.profiles.profile import PERIOD_PLACES, Profile
from resumetrack.reading.values.period_patterns import PeriodPattern, written, year_in

PLACES: Mapping[str, Text] = {
    "command line": Text("command line", "命令行"),
    "sheet": Text("sheet name", "工作表名"),
    "title": Text("title line", "标题行"),
    "file_name": Text("file name", "文件名"),
    "folder": Text("folder name", "文件夹名"),
}
_TITLE_DATES = tuple(
    PeriodPattern(re.compile(pattern))
    for pattern in (
        r"截[至止]到?:?\s*((?:\d{4}年)?\d{1,2}月\d{1,2}[日号])",
        r"(?i:as (?:of|at)|until|through)\s*:?\s*(\d{4}[-/.]\d{1,2}[-/.]\d{1,2})",
        r"((?:\d{4}年)?\d{1,2}月\d{1,2}[日号]|\d{4}[-/.]\d{1,2}[-/.]\d{1,2})",
        r"(\d{4}年\d{1,2}月|\d{4}年第?\d{1,2}周|\d{4}年第?[1-4]季度)",
    )
)


@dataclass(frozen=True, slots=True)
class Beside:
    """The texts beside the rows of a table that may tell its period, and the period given on the command line."""

    period: date | None = None
    sheet: str = ""
    titles: tuple[str, ...] = ()
    file_name: str = ""
    folder: str = ""

    def texts(self, place: str) -> tuple[str, ...]:
        """Give the texts of one place."""
        return {"sheet": (self.sheet,), "title": self.titles, "file_name": (self.file_name,), "folder": (self.folder,)}[
            place
        ]

    def year(self, profile: Profile) -> int | None:
        """Year for dates that tell none: of the profile, the command line, the first text that tells just one."""
        if profile.year is not None:
            return profile.year
        if self.period is not None:
            return self.period.year
        return year_in((" ".join(self.titles), self.sheet, self.file_name, self.folder))


@dataclass(frozen=True, slots=True)
class Outside:
    """A period found beside the rows, the place it was found at, and what to say of other places."""

    period: PeriodText | None
    place: str
    notes: tuple[Text, ...] = ()
    lacks_year: str = ""


def find_outside(beside: Beside, profile: Profile, *, reads_titles: bool) -> Outside:
    """Find the period of a file as a whole.

    Parameters
    ----------
    reads_titles
        Whether titles are read though the profile does not say how: the rows tell no period.
    """
    if beside.period is not None:
        return Outside(None, "command line")
    year = beside.year(profile)
    found: list[tuple[str, PeriodText]] = []
    lacking = ""
    for place in PERIOD_PLACES:
        pattern = profile.period_in.get(place)
        for text in beside.texts(place) if pattern else ():
            if pattern and (period := pattern.find(text, year)):
                found.append((place, period))
                break
            if pattern and pattern.holds_in(text):
                lacking = lacking or text
    if not found and reads_titles and not profile.period_in:
        period, lacking = title_period(beside.titles, year)
        found = [("title", period)] if period else []
    if not found:
        return Outside(None, "", (), lacking)
    place, first = found[0]
    notes = tuple(_contradiction(place, first, other, period) for other, period in found[1:] if period != first)
    return Outside(first, place, notes)


def title_period(titles: Sequence[str], year: int | None) -> tuple[PeriodText | None, str]:
    """Find the one period that titles tell, 截至 before others; else the title that tells one but no year."""
    for pattern in _TITLE_DATES:
        periods = {
            period for title in titles for part in _parts(pattern, title) if (period := pattern.find(part, year))
        }
        if len(periods) == 1:
            return periods.pop(), ""
        if periods:
            return None, ""
        lacking = next((title for title in titles if pattern.holds_in(title)), "")
        if lacking:
            return None, lacking
    return None, ""


def _parts(pattern: PeriodPattern, title: str) -> list[str]:
    """Every place where a pattern fits, since a title may hold two dates."""
    return [found[0] for found in pattern.pattern.finditer(title)]


def _contradiction(place: str, first: PeriodText, other: str, period: PeriodText) -> Text:
    en, zh = PLACES[place]
    other_en, other_zh = PLACES[other]
    return Text(
        f"the {en} tells {written(first)}, the {other_en} {written(period)}; the {en} counts",
        f"{zh}为 {written(first)}，{other_zh}为 {written(period)}；以{zh}为准",
    )
