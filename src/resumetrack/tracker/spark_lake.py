"""A lake whose states are worked out on Spark, by the definitions of `measure`; what is small is asked of DuckDB here.

Enterprises that were ever closed are worked out over all periods so far, since a closure counts on. All others, who are
nearly all, are worked out over the periods of the question and those that reports are carried from.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

import narwhals.stable.v2 as nw

from resumetrack.measure.matched import with_match_key
from resumetrack.measure.panel_state import panel_state
from resumetrack.measure.sources import Sources
from resumetrack.model import DESCRIPTORS, LIST_DIMENSIONS, MEASURES
from resumetrack.store import FAMILY_OF, StateQuery
from resumetrack.store.lake import Lake
from resumetrack.store.lake.members import Scope, scope_of
from resumetrack.store.lake.spark import Session
from resumetrack.store.query import NEIGHBOURS

_KEY = "enterprise_id"
_CODES = DESCRIPTORS[1:]
_COUNTED = ("roster_employees", "in_scope", "carried")
_Frame = nw.LazyFrame[Any]


class SparkLake(Lake):
    """A lake that is asked what a store is asked; see `Lake`.

    Raises
    ------
    ConfigurationError
        If Spark cannot be started.
    StorageError
        If the master does not answer, or the lake cannot be read.
    """

    in_parts: ClassVar[bool] = False

    def __init__(self, folder: Path, master: str | None) -> None:
        super().__init__(folder)
        try:
            self._session = Session(master)
        except BaseException:
            super().close()
            raise

    def close(self) -> None:
        """Let go of the cluster and the lake."""
        self._session.close()
        super().close()

    def state(self, query: StateQuery) -> Any:  # noqa: ANN401 - a frame of Spark
        """One row per enterprise and period, as `Store.state` gives it."""
        return nw.to_native(_State(self, self._session, query).frame())

    def rows(self, relation: Any) -> tuple[list[str], list[tuple[Any, ...]]]:  # noqa: ANN401 - a frame of Spark
        """Carry out a frame: its column names and rows."""
        return self._session.rows(relation)

    def rows_after(
        self,
        relation: Any,  # noqa: ANN401 - a frame of Spark
        steps: Callable[[Any], Any],
        key: Hashable,  # noqa: ARG002 - nothing of one plan is of use to the next
        order: Sequence[str],  # noqa: ARG002 - it costs a shuffle there, and whoever asks sorts what is not sorted
    ) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Carry out a frame after some steps: its column names and rows."""
        return self.rows(steps(relation))


@dataclass
class _Observed:
    """Observations and roster of some enterprises, and the periods that their state is of."""

    observations: _Frame
    roster: _Frame | None
    periods: Sequence[date]


class _State:
    """One state: where its parts come from, and how they are put together."""

    def __init__(self, lake: SparkLake, session: Session, query: StateQuery) -> None:
        self._session, self._query = session, query
        asked = dict.fromkeys([one.name for one in query.dimensions] + [one.dimension for one in query.filters])
        known = (*_CODES, *LIST_DIMENSIONS)
        self._attributes = {f"attribute_{place}": name for place, name in enumerate(n for n in asked if n not in known)}
        self._codes = [code for code in _CODES if code in asked]
        self._labels = [*self._codes, *self._attributes]
        read = {*MEASURES, *_COUNTED} if query.columns is None else query.columns
        self._measures = [measure for measure in MEASURES if measure in read]
        self._whole = [name for name in (*MEASURES, *_COUNTED) if name in read]
        groups = [one.name for one in query.dimensions if one.name in LIST_DIMENSIONS]
        attributes = self._attributes.values()
        self._scope: Scope = scope_of(lake.engine, query, self._codes, attributes, groups)
        panel = next(panel for panel in lake.panels() if panel.key == query.panel_key)
        factors = {measure: 10 ** panel.decimals[FAMILY_OF[measure]] for measure in self._measures}
        raw = session.observations(lake.path, self._scope.reports, factors, self._attributes)
        self._observations = self._together(self._owned(nw.from_native(raw)))

    def frame(self) -> _Frame:
        """The state with its groups, of the rows that meet the conditions."""
        parts = [self._worked_out(one) for one in self._parts()]
        state = nw.concat(parts) if len(parts) > 1 else parts[0]
        if self._query.lists is not None:
            state = self._of_members(state)
        for chosen in self._query.filters:
            if chosen.dimension not in LIST_DIMENSIONS:
                state = state.filter(nw.col(self._column(chosen.dimension)).is_in(sorted(chosen.values)))
        for place, dimension in enumerate(self._query.dimensions):
            state = self._grouped(state, place, self._column(dimension.name), dimension.groups)
        if self._query.beside:
            state = self._beside(state)
        return state.rename({_KEY: "enterprise_key"})

    def _beside(self, state: _Frame) -> _Frame:
        """Who reports, and whether they also do, in the same group, in the period before and in the one after."""
        numbered = self._made([(day, place) for place, day in enumerate(self._query.beside)], "period DATE, place INT")
        keys = [_KEY, *(f"dim_{place}" for place in range(len(self._query.dimensions)))]
        told = state.filter(~nw.col("status").is_null()).join(numbered, on="period")
        near = with_match_key(told, keys).with_columns(
            **{
                name: nw.col("place").shift(step).over("match_key", order_by="place") - nw.col("place") + step
                for name, step in zip(NEIGHBOURS, (1, -1), strict=True)
            }
        )
        return near.with_columns(*((nw.col(name) == 0).fill_null(value=False).cast(nw.Int64) for name in NEIGHBOURS))

    def _column(self, dimension: str) -> str:
        return next((column for column, name in self._attributes.items() if name == dimension), dimension)

    def _owned(self, observations: _Frame) -> _Frame:
        """Put observations that came under another name under the name of the enterprise that it is of."""
        if not self._scope.owners:
            return observations
        owners = self._made(self._scope.owners, f"{_KEY} STRING, owner STRING, own_from DATE, own_to DATE")
        until = nw.col("own_to").is_null() | (nw.col("period") < nw.col("own_to"))
        itself = (~nw.col("own_from").is_null()) & (nw.col("period") >= nw.col("own_from")) & until
        # A name that stands for itself for several times has a row for each of them.
        names = owners.select(_KEY, "owner").unique()
        spans = owners.filter(~nw.col("own_from").is_null())
        own = observations.select(_KEY, "period").unique().join(spans, on=_KEY).filter(itself)
        kept = own.select(_KEY, "period", is_own=nw.lit(1)).unique()
        joined = observations.join(names, on=_KEY, how="left").join(kept, on=[_KEY, "period"], how="left")
        named = nw.when(nw.col("is_own").is_null()).then(nw.col("owner"))
        return joined.with_columns(enterprise_id=nw.coalesce(named, nw.col(_KEY))).drop("owner", "is_own")

    def _together(self, frame: _Frame) -> _Frame:
        return nw.from_native(self._session.together(nw.to_native(frame), _KEY))

    def _once(self, frame: _Frame) -> _Frame:
        return nw.from_native(self._session.once(nw.to_native(frame)))

    def _made(self, rows: Sequence[Sequence[Any]], schema: str) -> _Frame:
        return nw.from_native(self._session.frame(rows, schema))

    def _parts(self) -> list[_Observed]:
        """The enterprises in one or two parts: those never closed, and those that were."""
        query, last = self._query, self._query.periods[-1]
        near = sorted({*query.periods, *query.reach})
        roster = self._roster()
        at_once = max(max(self._scope.held.values(), default=0), len(self._scope.roster or ()))
        self._session.scale(at_once * len(near))
        recent = self._observations.filter(nw.col("period").is_in(near))
        if self._scope.held.keys() <= {*near}:
            return [_Observed(recent, roster, near)]
        so_far = self._observations.filter(nw.col("period") <= last)
        ended = so_far.filter(nw.col("status") == "closed", nw.col("period") < last).select(_KEY).unique()
        ids = self._session.rows(nw.to_native(ended))[1]
        if not ids:
            return [_Observed(recent, roster, near)]
        self._session.scale(max(at_once * len(near), len(ids) * len(self._scope.held)))
        closed = self._made(ids, f"{_KEY} STRING")
        return [
            _Observed(recent.join(closed, on=_KEY, how="anti"), _joined(roster, closed, "anti"), near),
            _Observed(so_far.join(closed, on=_KEY, how="semi"), _joined(roster, closed, "semi"), [*self._scope.held]),
        ]

    def _roster(self) -> _Frame | None:
        if self._scope.roster is None:
            return None
        words = "".join(f", {label} STRING" for label in self._labels)
        schema = f"{_KEY} STRING, valid_from DATE, valid_to DATE, employees BIGINT{words}"
        return self._together(self._made(self._scope.roster, schema))

    def _worked_out(self, part: _Observed) -> _Frame:
        roster = None if part.roster is None else nw.to_native(part.roster)
        days = [(day, place, self._query.ordinals.get(day)) for place, day in enumerate(part.periods, 1)]
        periods = self._made(days, "period DATE, number BIGINT, ordinal BIGINT")
        read = [*self._measures, *self._labels]
        sources = Sources(nw.to_native(part.observations), roster, None, read, checked=True)
        state = panel_state(sources, None, self._query.carry, periods, self._once)
        # Where something is missing throughout it may have become a double on the way.
        whole = [nw.col(name).cast(nw.Int64) for name in self._whole]
        return state.filter(nw.col("period").is_in(list(self._query.periods))).select(
            "period", _KEY, "status", *self._labels, *whole
        )

    def _of_members(self, state: _Frame) -> _Frame:
        """Members of the lists, in scope all of them, with what is known of them; described by the list in the end."""
        groups = [one.name for one in self._query.dimensions if one.name in LIST_DIMENSIONS]
        schema = ", ".join(["period DATE", f"{_KEY} STRING", *(f"{name} STRING" for name in self._member_columns())])
        members = self._made(self._scope.members, schema)
        joined = members.join(state, on=["period", _KEY], how="left")
        codes = {code: nw.coalesce(code, f"listed_{code}") for code in self._codes}
        counted = {"carried": nw.col("carried").fill_null(0)} if "carried" in self._whole else {}
        counted |= {"in_scope": nw.lit(1)}
        columns = dict.fromkeys(("period", _KEY, "status", *self._labels, *self._whole, *groups))
        return joined.with_columns(**codes, **counted).select(*columns)

    def _member_columns(self) -> list[str]:
        groups = [one.name for one in self._query.dimensions if one.name in LIST_DIMENSIONS]
        return [*(f"listed_{code}" for code in _CODES), *dict.fromkeys(groups)]

    def _grouped(self, state: _Frame, place: int, column: str, groups: Mapping[str, tuple[str, ...]] | None) -> _Frame:
        """Add the groups that the values of a dimension fall in, as `dim_i`."""
        if groups is None:
            return state.with_columns(**{f"dim_{place}": nw.col(column)})
        pairs = [(raw, group) for raw, found in groups.items() for group in found]
        level = self._made(pairs, f"{column} STRING, dim_{place} STRING")
        return state.join(level, on=column, how="left")


def _joined(roster: _Frame | None, closed: _Frame, how: Any) -> _Frame | None:  # noqa: ANN401 - semi or anti
    return None if roster is None else roster.join(closed, on=_KEY, how=how)
