"""The dataframes that `measure` is tried on: the same rows in, the same cells out."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from importlib.util import find_spec
from typing import Any

import duckdb
import narwhals.stable.v2 as nw
import pandas as pd

from methodology.oracle import COLUMNS, Row
from resumetrack import measure
from resumetrack.model import Indicator, Term

Cell = dict[str, int | None]
Frame = nw.LazyFrame[Any]

_SQL_TYPES = {"period": "DATE", "region": "VARCHAR", "status": "VARCHAR"}
_TEXTS = ("region", "status")


def _duckdb(rows: Sequence[Row]) -> Frame:
    types = {name: _SQL_TYPES.get(name, "BIGINT") for name in COLUMNS}
    content = json.dumps([dict(zip(COLUMNS, row, strict=True)) for row in rows], default=str)
    relation = duckdb.connect().sql(
        "SELECT unnest(from_json(?, ?), recursive := true)", params=[content, json.dumps([types])]
    )
    frame: Frame = nw.from_native(relation)
    return frame


def _frame_of(rows: Sequence[Row], number: str) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    for name in COLUMNS:
        if name in _TEXTS:
            frame[name] = frame[name].astype("str").where(frame[name].notna(), None)
        elif name != "period":
            frame[name] = frame[name].astype(number)  # type: ignore[call-overload]
    return frame


def _pandas(rows: Sequence[Row]) -> Frame:
    return nw.from_native(_frame_of(rows, "float64")).lazy()


def _pandas_nullable(rows: Sequence[Row]) -> Frame:
    return nw.from_native(_frame_of(rows, "Int64")).lazy()


def _polars(rows: Sequence[Row]) -> Frame:
    import polars as pl  # type: ignore[import-not-found, unused-ignore]

    types = {"period": pl.Date, "region": pl.String, "status": pl.String}
    schema = {name: types.get(name, pl.Int64) for name in COLUMNS}
    frame: Frame = nw.from_native(pl.DataFrame(rows, schema=schema, orient="row")).lazy()
    return frame


Maker = Callable[[Sequence[Row]], Frame]
_WHERE_INSTALLED: dict[str, Maker] = {"polars": _polars} if find_spec("polars") else {}
ENGINES: Mapping[str, Maker] = {
    "duckdb": _duckdb,
    "pandas": _pandas,
    "pandas-nullable": _pandas_nullable,
    **_WHERE_INSTALLED,
}
"""How each engine is given its rows; Polars is tried where it is installed."""


def records(frame: Frame) -> list[dict[str, Any]]:
    """The rows of a result, missing ones as None and numbers as they are."""
    native = nw.to_native(frame)
    if isinstance(native, duckdb.DuckDBPyRelation):
        return [dict(zip(native.columns, row, strict=True)) for row in native.fetchall()]
    collected = frame.collect()
    return [{name: _plain(cell) for name, cell in row.items()} for row in collected.rows(named=True)]


def _plain(cell: Any) -> Any:
    return None if pd.isna(cell) else cell


def cells(
    frame: Frame, terms: Sequence[Term], by: Sequence[str] = (), threshold: Fraction = measure.POWER_THRESHOLD
) -> dict[tuple[Any, ...], Cell]:
    """The cells of a state by group."""
    found, repeated = records(measure.reduce_state(frame, by, terms, threshold)), measure.repeated_sums(terms)
    return {
        tuple(cell[name] for name in by): cell | {name: cell[one] for name, one in repeated.items()} for cell in found
    }


def values(cell: Cell, indicators: Iterable[Indicator], terms: Sequence[Term]) -> dict[str, Fraction | None]:
    """The indicators of a cell."""

    def value_of(term: Term) -> int | Fraction | None:
        place = terms.index(term)
        return measure.term_value(cell, place, term)

    return {one.name: measure.indicator_value(one, value_of) for one in indicators}
