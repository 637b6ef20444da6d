"""From a state to samples: by period, group and stratum what the estimates and their variances are made of."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import narwhals.stable.v2 as nw

from resumetrack.measure.moments import Layout, Moments, layout_of, reduce_moments
from resumetrack.measure.samples import Rows, Samples, over_all
from resumetrack.model import Indicator
from resumetrack.store import FAMILY_OF, Store
from resumetrack.tracker.raised import RaisingFrame
from resumetrack.tracker.selecting import Choice


def draw(
    store: Store, choice: Choice, indicators: Sequence[Indicator], threshold: Fraction, frame: RaisingFrame | None
) -> Samples:
    """Read the samples that these indicators need."""
    layout = layout_of(indicators)
    rows = _reduce(store, choice, layout, threshold, frame)
    is_overlapping = choice.overlapping and choice.dimensions
    alone = replace(choice, dimensions=())
    whole = _reduce(store, alone, layout, threshold, frame) if is_overlapping else over_all(rows)
    return Samples(rows, whole, None if frame is None else frame.to)


def _reduce(store: Store, choice: Choice, layout: Layout, threshold: Fraction, frame: RaisingFrame | None) -> Rows:
    strata = frame.dimensions if frame is not None else ()
    wide = replace(choice, dimensions=(*choice.dimensions, *strata))
    query = wide.query()
    if not query.periods:
        return {}
    by = ["period", *(f"dim_{place}" for place in range(len(wide.dimensions)))]
    state: nw.LazyFrame[Any] = nw.from_native(store.state(query))
    reduced = reduce_moments(
        state,
        by,
        layout,
        threshold,
        scope_only=frame is not None and frame.to.is_roster,
        staff=None if frame is None else frame.to.staff,
    )
    names, found = store.rows(nw.to_native(reduced))
    decimals = choice.panel.decimals
    units = {column: Fraction(1, 10 ** decimals[kind]) if decimals[kind] else 1 for column, kind in FAMILY_OF.items()}
    rows: Rows = {}
    for line in found:
        row = dict(zip(names, line, strict=True))
        period, *values = (row.pop(name) for name in by)
        group, place = tuple(values[: len(choice.dimensions)]), tuple(values[len(choice.dimensions) :])
        rows.setdefault((period, group), {})[place] = Moments(layout, units, row)
    return rows
