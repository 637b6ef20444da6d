"""One delivered row laid over another: column by column the value of the last report that has the column.

A blank cell in a column that the report has makes the value missing; a column it lacks leaves the earlier value.
"""

from resumetrack.model import DESCRIPTORS, MEASURES

PLAIN = ("status", *MEASURES, "difficulty_key", "expected_resume")
"""What an observation says in columns of its own; the rest is in its descriptor."""
_SAID = (*PLAIN, *DESCRIPTORS)
_COLUMN_OF = {"difficulty_key": "difficulty"}
_POINTER = "'/' || replace(replace(word, '~', '~0'), '/', '~1')"


def reported() -> str:
    """SQL columns: an observation `o`, its descriptor `d`, and what its `report` speaks of."""
    has = (f"list_contains(report.columns, '{_COLUMN_OF.get(column, column)}') AS has_{column}" for column in _SAID)
    described = (f"d.{column}" for column in DESCRIPTORS)
    return ", ".join(("o.*", *described, "d.attributes", "report.attributes AS attribute_names", *has))


def laid_over(source: str, keys: str) -> str:
    """SQL that lays the rows of `source`, as `reported` has them, over each other in the order of `place`, by keys.

    Report, line and flags are those of the row on top.
    """
    last = ", ".join(f"last({column} ORDER BY place) FILTER (WHERE has_{column}) AS {column}" for column in _SAID)
    said = f"CASE WHEN attributes <> '' THEN json_extract_string(attributes, {_POINTER}) END"
    return (
        f"WITH laid AS (SELECT {keys}, last(report ORDER BY place) AS report, last(line ORDER BY place) AS line, "
        f"last(flags ORDER BY place) AS flags, {last} FROM {source} GROUP BY ALL), "
        f"words AS (SELECT {keys}, unnest(attribute_names) AS word, attributes, place FROM {source}), "
        f"latest AS (SELECT {keys}, word, last({said} ORDER BY place) AS said FROM words GROUP BY ALL), "
        f"spoken AS (SELECT {keys}, CAST(to_json(map(list(word ORDER BY word), list(said ORDER BY word))) AS VARCHAR) "
        "AS attributes FROM latest WHERE said IS NOT NULL GROUP BY ALL) "
        f"SELECT laid.*, coalesce(spoken.attributes, '') AS attributes FROM laid LEFT JOIN spoken USING ({keys})"
    )


def same_descriptor(one: str, other: str) -> str:
    """SQL condition: two rows describe an enterprise in the same words."""
    columns = (f"{one}.{column} IS NOT DISTINCT FROM {other}.{column}" for column in DESCRIPTORS)
    return " AND ".join((*columns, f"{one}.attributes = {other}.attributes"))
