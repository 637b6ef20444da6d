"""What is in force where several reports of a lake speak of one enterprise and period.

Most keys were delivered once, and are in force as long as their report is. The others are found when a question needs
them, for its periods and no more, copied into the table `observation`, and worked out there as in a store
(`store.versions`). Over both stands a view of that name, which is what questions read.
"""

from collections.abc import Collection
from datetime import date

from resumetrack.store import versions
from resumetrack.store.engine import Engine
from resumetrack.store.lake.tables import DELIVERED
from resumetrack.store.sql import day

_KEY = "panel_key, enterprise_key, period"
_TABLE = "memory.main.observation"
_REWORKED = ("delivered", "piece", "version", "touched")


class Contested:
    """The keys worked out so far: all of some periods, and all of some enterprises."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._settled: set[tuple[int, date]] = set()
        self._traced: set[int] = set()
        self._show()

    def settle(self, panel_key: int, periods: Collection[date]) -> None:
        """Work out all keys of these periods."""
        met = [period for period in self._met(panel_key, periods) if (panel_key, period) not in self._settled]
        self._settled |= {(panel_key, period) for period in periods}
        if met:
            self._rework(panel_key, f"period IN ({', '.join(map(day, met))})")

    def trace(self, panel_key: int) -> None:
        """Work out all keys, in every period, of enterprises that were ever closed or have several names.

        What these said before decides, and it may be long ago. What the closed ones said becomes `closed_history`,
        whole: so nobody is in `closed_since`.
        """
        if panel_key in self._traced:
            return
        self._traced.add(panel_key)
        ever_closed = self._engine.temporary(
            f"SELECT DISTINCT enterprise_key FROM {DELIVERED} WHERE panel_key = {panel_key} AND status = 'closed'"
        )
        met = self._met(panel_key, held(self._engine, panel_key))
        if met:
            concerned = f"FROM {ever_closed} UNION SELECT unnest([alias, enterprise_key]) FROM alias"
            self._rework(panel_key, f"period IN ({', '.join(map(day, met))}) AND enterprise_key IN ({concerned})")
        self._engine.run(
            f"CREATE OR REPLACE TEMP TABLE closed_history AS FROM observation SEMI JOIN {ever_closed} "
            f"USING (enterprise_key) WHERE panel_key = {panel_key}; "
            "CREATE OR REPLACE TEMP TABLE closed_since AS FROM closed_history SELECT enterprise_key, period LIMIT 0"
        )

    def _met(self, panel_key: int, periods: Collection[date]) -> list[date]:
        """Those of these periods in which several reports may speak of one enterprise."""
        if not periods:
            return []
        wanted = ", ".join(map(day, periods))
        spans = (
            "SELECT s.*, panel_key FROM span_of_ids AS s JOIN report USING (report) "
            f"WHERE panel_key = {panel_key} AND period IN ({wanted})"
        )
        return self._engine.column(
            f"WITH spans AS ({spans}) SELECT DISTINCT a.period FROM spans AS a JOIN spans AS b ON a.period = b.period "
            "AND a.report < b.report AND a.first_id <= b.last_id AND b.first_id <= a.last_id ORDER BY a.period"
        )

    def _rework(self, panel_key: int, condition: str) -> None:
        repeated = (
            f"SELECT enterprise_key, period FROM {DELIVERED} WHERE panel_key = {panel_key} AND {condition} "
            "GROUP BY ALL HAVING count(*) > 1"
        )
        fresh = f"({repeated}) AS t ANTI JOIN {_TABLE} AS o ON o.panel_key = {panel_key}"
        same = "o.enterprise_key = t.enterprise_key AND o.period = t.period"
        # The view is out of the way meanwhile: versions are written into the table of its name.
        self._engine.run("DROP VIEW temp.observation")
        self._engine.run(f"CREATE OR REPLACE TEMP TABLE touched AS SELECT t.* FROM {fresh} AND {same}")
        if self._engine.value("SELECT count(*) FROM touched"):
            self._engine.run(
                f"INSERT INTO {_TABLE} BY NAME SELECT o.* FROM {DELIVERED} AS o SEMI JOIN touched AS t ON {same} "
                f"WHERE o.panel_key = {panel_key} AND {condition}"
            )
            versions.rework(self._engine, panel_key)
        self._show()

    def _show(self) -> None:
        for table in _REWORKED:
            self._engine.run(f"DROP TABLE IF EXISTS temp.{table}")
        apart = f"ANTI JOIN {_TABLE} USING ({_KEY})" if self._engine.value(f"SELECT count(*) FROM {_TABLE}") else ""
        columns = "o.*" if apart else "*"
        self._engine.run(
            f"CREATE OR REPLACE TEMP VIEW observation AS SELECT {columns} FROM {DELIVERED} AS o {apart} "
            f"UNION ALL BY NAME FROM {_TABLE}"
        )


def held(engine: Engine, panel_key: int) -> list[date]:
    """Periods of which any report of a panel ever spoke."""
    return engine.column(
        "SELECT DISTINCT period FROM report_period JOIN report USING (report) "
        f"WHERE panel_key = {panel_key} ORDER BY period"
    )
