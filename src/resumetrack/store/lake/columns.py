"""The columns of the files of a lake, as questions to the store: plain texts, numbers, days and moments (docs/lake.md).

Nothing refers to keys of the store. Measures are decimals with six places, moments are instants in UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from resumetrack.model import DESCRIPTORS, ENTERPRISE_COUNTS, MEASURES, STAFF_MEASURES, Kind
from resumetrack.store.lake.layout import ID_BITS, name_of, report_id
from resumetrack.store.panels import FAMILY_OF
from resumetrack.store.sql import day, name, text
from resumetrack.store.staged import MEASURE

_MASK = (1 << ID_BITS) - 1
_WORDS = ", ".join(f"d.{column}" for column in (*DESCRIPTORS, "attributes", "description_id"))
# Names do not group anything: without them there are few descriptions.
DESCRIBED = (
    "SELECT descriptor_key, name, region, industry, size, nullif(attributes, '') AS attributes, "
    f"CAST(md5_number(CAST(to_json([region, industry, size, attributes]) AS VARCHAR)) & {_MASK} AS BIGINT) "
    "AS description_id FROM descriptor"
)
"""SQL for the descriptions of the store, each with the id it has in every lake: the temporary table `described`."""
_COUNTS = ("read", "accepted", "rejected", "duplicate", "blank")


@dataclass(frozen=True, slots=True)
class Source:
    """One report of the store on its way out."""

    number: int
    panel: str
    kind: Kind
    identity: int
    name: str
    decimals: Mapping[str, int]

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """Take one out of the log."""
        # Two stores with all of this alike hold the same rows of the same file under the same number.
        made_of = (
            "panel", "kind", "list", "sha256", "outside_period", "received_at", "recorded_at", "profile_digest", "name",
            "valid_from", "complete", "report",
        )  # fmt: skip
        identity = report_id(*(row[part] for part in made_of))
        return cls(
            number=row["report"],
            panel=row["panel"],
            kind=Kind(row["kind"]),
            identity=identity,
            name=name_of(row["received_at"], row["report"], identity),
            decimals={family: row[f"{family}_decimals"] for family in ("staff", "output", "power")},
        )

    @property
    def key(self) -> str:
        """SQL columns that stand in every file: which panel and report a row is of."""
        return f"{text(self.panel)} AS panel, CAST({self.identity} AS BIGINT) AS report_id, {self.number} AS report"

    def measure(self, column: str, table: str) -> str:
        """SQL for a measure as it was delivered."""
        places = self.decimals[FAMILY_OF[column]]
        value = f"CAST({table}.{column} AS DECIMAL(18, 0))"
        exact = f"{value} * {1 / 10**places:.{places}f}" if places else value
        return f"CAST({exact} AS {MEASURE}) AS {column}"


def instant(column: str) -> str:
    """SQL for a moment that every reader takes for one in UTC."""
    return f"make_timestamptz(epoch_us({column}))"


def _said() -> str:
    """SQL for the names of the columns that a report has, attributes among them; a comma in a name is written %2C."""
    return (
        "array_to_string(list_transform(list_concat(r.columns, r.attributes), "
        "lambda word: replace(replace(word, '%', '%25'), ',', '%2C')), ',')"
    )


def observations(source: Source, period: date) -> str:
    """SQL for the observations that a report delivered of a period."""
    measures = ", ".join(source.measure(measure, "o") for measure in MEASURES)
    return (
        f"SELECT {source.key}, o.line, {instant('r.received_at')} AS received_at, {_said()} AS columns, "
        f"e.enterprise_id, CAST(o.status AS VARCHAR) AS status, {measures}, y.difficulty, o.expected_resume, {_WORDS} "
        "FROM observation AS o JOIN report AS r USING (report) JOIN enterprise AS e USING (enterprise_key) "
        "JOIN described AS d USING (descriptor_key) LEFT JOIN difficulty AS y USING (difficulty_key) "
        f"WHERE o.report = {source.number} AND o.period = {day(period)} AND NOT o.derived ORDER BY e.enterprise_id"
    )


def totals(source: Source, period: date) -> str:
    """SQL for the totals that a report delivered of a period."""
    counts = ", ".join(map(name, (*ENTERPRISE_COUNTS, *STAFF_MEASURES)))
    return (
        f"SELECT {source.key}, line, region, industry, size, nullif(attributes, '') AS attributes, {counts} "
        f"FROM totals WHERE report = {source.number} AND period = {day(period)} ORDER BY line"
    )


def roster(source: Source) -> str:
    """SQL for the entries of a roster load."""
    return (
        f"SELECT {source.key}, o.line, e.enterprise_id, {source.measure('employees', 'o')}, {_WORDS} "
        "FROM roster_entry AS o JOIN enterprise AS e USING (enterprise_key) JOIN described AS d USING (descriptor_key) "
        f"WHERE o.report = {source.number} ORDER BY o.line"
    )


def aliases(source: Source) -> str:
    """SQL for the other names that a roster load knows."""
    return (
        f"SELECT {source.key}, o.line, o.alias, e.enterprise_id FROM alias AS o "
        f"JOIN enterprise AS e USING (enterprise_key) WHERE o.report = {source.number} ORDER BY o.line, o.alias"
    )


def members(source: Source) -> str:
    """SQL for the members that a list load names."""
    return (
        f"SELECT {source.key}, o.line, e.enterprise_id, o.batch, o.focus, o.leader, o.valid_from, o.valid_to, {_WORDS} "
        "FROM member AS o JOIN enterprise AS e USING (enterprise_key) JOIN described AS d USING (descriptor_key) "
        f"WHERE o.report = {source.number} ORDER BY o.line"
    )


def descriptions(table: str, source: Source) -> str:
    """SQL for the descriptions that the rows of a report have, without names."""
    return (
        f"SELECT DISTINCT {source.key}, d.description_id, d.region, d.industry, d.size, d.attributes "
        f"FROM {table} AS o JOIN described AS d USING (descriptor_key) WHERE o.report = {source.number} "
        "ORDER BY d.description_id"
    )


def report(source: Source) -> str:
    """SQL for what the log knows of a report: a row for each period that it speaks of, one row if it speaks of none."""
    counts = ", ".join(f"r.{outcome}_count" for outcome in _COUNTS)
    ids = (
        "SELECT period, count(*) AS row_count, min(enterprise_id) AS first_id, max(enterprise_id) AS last_id "
        f"FROM observation JOIN enterprise USING (enterprise_key) WHERE report = {source.number} AND NOT derived "
        "GROUP BY period"
        if source.kind is Kind.REPORT
        else "SELECT period, row_count, CAST(NULL AS VARCHAR) AS first_id, CAST(NULL AS VARCHAR) AS last_id "
        f"FROM report_period WHERE report = {source.number}"
    )
    return (
        f"SELECT {source.key}, r.kind, r.list, {instant('r.received_at')} AS received_at, "
        f"{instant('r.recorded_at')} AS recorded_at, r.name AS file, r.size, r.sha256, r.outside_period, r.profile, "
        f"r.staff_base, CAST(to_json(r.columns) AS VARCHAR) AS columns, CAST(to_json(r.attributes) AS VARCHAR) "
        f"AS attributes, r.valid_from, r.complete, {counts}, p.frequency, p.week_start, "
        "p.staff_base AS panel_staff_base, p.staff_decimals, p.output_decimals, p.power_decimals, "
        "i.period, i.row_count, i.first_id, i.last_id "
        f"FROM report AS r JOIN panel AS p USING (panel_key) LEFT JOIN ({ids}) AS i ON true "
        f"WHERE r.report = {source.number} ORDER BY i.period"
    )


def withdrawal(source: Source) -> str:
    """SQL for the moment at which a report was withdrawn."""
    return f"SELECT {source.key}, {instant('withdrawn_at')} AS withdrawn_at FROM report WHERE report = {source.number}"
