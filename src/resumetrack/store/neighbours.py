"""Who also reports in the period before and in the one after, without a row being put beside any other.

As for reports that are carried, one string of bits per enterprise says in which periods it states a status; here it is
one for each group that the enterprise falls in, since who changes the group is in neither.
"""

from resumetrack.store.carrying import places, spoken
from resumetrack.store.observed import Parts
from resumetrack.store.query import NEIGHBOURS, StateQuery

_NEXT = tuple(zip(NEIGHBOURS, ("- 1", "+ 1"), strict=True))


def beside(query: StateQuery) -> tuple[Parts, str]:
    """Named subqueries, and SQL for the rows of `state` that state a status, with NEIGHBOURS."""
    dimensions = [f"dim_{place}" for place in range(len(query.dimensions))]
    keys = ", ".join(("enterprise_key", *dimensions))
    same = " AND ".join(f"m.{key} IS NOT DISTINCT FROM s.{key}" for key in ("enterprise_key", *dimensions))
    bits = ", ".join(f"get_bit(m.bits, h.place {step}) AS {name}" for name, step in _NEXT)
    stated = (
        f"SELECT {keys}, {spoken(query.beside)} AS bits FROM state JOIN places USING (period) "
        "WHERE status IS NOT NULL GROUP BY ALL"
    )
    rows = (
        f"SELECT s.*, {bits} FROM state AS s JOIN places AS h USING (period) JOIN matches AS m ON {same} "
        "WHERE s.status IS NOT NULL"
    )
    return [("places", places(query.beside)), ("matches", stated)], rows
