"""What the members of lists said, kept once more in `listed_history`, in the transaction that stores it.

A list has some hundred or thousand enterprises, a day's reports hundreds of thousands: whoever asks about a list over
a year would look through all of them. The copy is whole for the enterprises in `listed`, whatever becomes of the list
they came by. Lists that are long are asked of the observations, as everybody is.
"""

from resumetrack.store import copies
from resumetrack.store.engine import Engine
from resumetrack.store.sql import day

STATED = "SELECT o.* FROM observation AS o SEMI JOIN listed USING (enterprise_key)"
"""SQL for the observations that `listed_history` has."""

MOST = 20_000
"""Enterprises that a store keeps a copy of: of all lists together."""


def keep(engine: Engine, panel_key: int, report: int) -> None:
    """Bring the copy up to date after a report was stored or withdrawn, in the same transaction."""
    [(first, last)] = engine.rows(f"SELECT min(period), max(period) FROM report_period WHERE report = {report}")
    if first is None or not engine.value("SELECT count(*) FROM listed"):
        return
    spoken = f"panel_key = {panel_key} AND period BETWEEN {day(first)} AND {day(last)}"
    speaking = (
        f"SELECT DISTINCT enterprise_key, period FROM observation WHERE report = {report} AND NOT derived "
        f"AND {spoken} AND enterprise_key IN (FROM listed)"
    )
    copies.renew(engine, "listed_history", speaking, spoken)


def extend(engine: Engine, condition: str = "true") -> None:
    """Take in the members, of all lists or of the rows of `member` that meet a condition, unless they are too many."""
    new = engine.temporary(
        f"SELECT DISTINCT enterprise_key FROM member WHERE {condition} AND enterprise_key NOT IN (FROM listed)"
    )
    [(added, known)] = engine.rows(f"SELECT (SELECT count(*) FROM {new}), (SELECT count(*) FROM listed)")
    if added and added + known <= MOST:
        engine.run(
            f"INSERT INTO listed FROM {new} ORDER BY enterprise_key; INSERT INTO listed_history FROM observation "
            f"SEMI JOIN {new} USING (enterprise_key) ORDER BY period, enterprise_key"
        )
    engine.run(f"DROP TABLE {new}")


def source(engine: Engine, members: str | None) -> str:
    """Name the table that has all that matters: where these members alone do, whose keys a table has, the copy."""
    if members is None:
        return "observation"
    lacking = engine.value(f"SELECT count(*) FROM {members} ANTI JOIN listed USING (enterprise_key)")
    return "observation" if lacking else "listed_history"
