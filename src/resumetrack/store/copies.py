"""Copies of observations, for questions that would else look through all of them for the sake of a few enterprises."""

from resumetrack.store.engine import Engine


def renew(engine: Engine, table: str, speaking: str, spoken: str) -> None:
    """Copy anew to a table what the observations say of some enterprises in some periods.

    Parameters
    ----------
    speaking
        SQL for their `enterprise_key` and `period`.
    spoken
        SQL condition that all these observations meet, by which the engine leaves out blocks of rows.
    """
    pairs = engine.temporary(speaking)
    engine.run(
        f"DELETE FROM {table} WHERE {spoken} AND (enterprise_key, period) IN (FROM {pairs}); "
        f"INSERT INTO {table} FROM observation SEMI JOIN {pairs} USING (enterprise_key, period) "
        f"WHERE {spoken} ORDER BY period, enterprise_key; DROP TABLE {pairs}"
    )
