"""Rates of a frame of observations: its state, reduced and divided on the frame's own engine."""

import difflib
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Literal

import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoFrame, IntoFrameT

from resumetrack.errors import UsageError
from resumetrack.measure.canonical import ENTERPRISE, PERIOD, Frame, closed
from resumetrack.measure.figure_columns import figures, terms_for
from resumetrack.measure.flags import POWER_THRESHOLD, asks_scope, columns_read
from resumetrack.measure.indicators import catalogue
from resumetrack.measure.matched import with_match_key, with_preceding
from resumetrack.measure.panel_state import panel_state
from resumetrack.measure.revisions import Moment
from resumetrack.measure.sources import Sources
from resumetrack.model import MEASURES, Indicator

Basis = Literal["reporting", "matched"]


def rates(
    frame: IntoFrameT,
    by: Sequence[str] = (),
    indicators: Sequence[str | Indicator] = ("operating_rate", "return_rate"),
    *,
    roster: IntoFrame | None = None,
    as_of: Moment | None = None,
    carry: int = 0,
    calendar: IntoFrame | None = None,
    basis: Basis = "reporting",
    bounds: bool = False,
    threshold: Fraction = POWER_THRESHOLD,
) -> IntoFrameT:
    """Work out indicators per period and group of a frame of pandas, Polars, DuckDB or Spark.

    Counts are summed, then divided; docs/methodology.md defines each figure, docs/notebooks.md shows the use.

    Parameters
    ----------
    frame, roster, as_of, carry, calendar
        As `resumetrack.measure.state` takes them.
    by
        Columns of frame or roster that make the groups; none for one row per period.
    indicators
        Names out of `resumetrack.measure.DECLARED`, or indicators of your own.
    basis
        `matched`: only enterprises that report in the preceding period of the frame too, and stay in their group.
        Beside each value X stands `X_preceding`, that of the same enterprises in the preceding period.
    bounds
        Add `operating_rate_if_shut` and `operating_rate_if_open`: the operating rate if all in scope that did not
        report were shut, and if all of them operated. Needs a roster.
    threshold
        Share of its base electricity from which an enterprise counts as resumed.

    Returns
    -------
    frame
        Of the same kind as `frame`, sorted by period and group: `period`, the columns of `by`, then `enterprises` (in
        scope; missing without roster), `reporting`, `carried`, `coverage`, and for each indicator X its value `X`
        (rounded to 12 decimals, missing over an empty base), `X_numerator` and `X_denominator`; figures that ask who is
        in scope are missing without roster.

    Raises
    ------
    UsageError
        If an indicator, a column or the roster is lacking, or a column is of the wrong type.
    """
    chosen = chosen_indicators(indicators)
    _check_options(basis, bounds=bounds, scoped=roster is not None)
    groups = [PERIOD, *(name for name in dict.fromkeys(by) if name != PERIOD)]
    read = {name for name in columns_read(terms_for(chosen)) if name in MEASURES}
    sources = Sources(frame, roster, calendar, [*sorted(read), *groups[1:]])
    sources.require_measures(read)
    state = panel_state(sources, as_of, carry)
    if basis == "matched":
        now, before = with_preceding(state, groups[1:], ENTERPRISE)
        found = _beside(
            figures(now, groups, chosen, threshold), figures(before, groups, chosen, threshold), groups, chosen
        )
    else:
        found = figures(state, groups, chosen, threshold)
    if roster is None:
        # Never true: a literal that is missing and yet a whole number is one thing pandas does not have.
        unknown = ["enterprises", *_of_scope(chosen)]
        found = found.with_columns(**{name: nw.when(nw.col(name) < 0).then(nw.col(name)) for name in unknown})
    columns = dict.fromkeys((*groups, *_columns(chosen, basis, bounds=bounds)))
    return closed(found.select(*columns).sort(*groups, nulls_last=True), frame)


def _columns(chosen: Iterable[Indicator], basis: Basis, *, bounds: bool) -> list[str]:
    endings = ("", "_numerator", "_denominator", *(["_preceding"] if basis == "matched" else []))
    further = [f"{one.name}{ending}" for one in chosen for ending in endings]
    limits = ["operating_rate_if_shut", "operating_rate_if_open"] if bounds else []
    return ["enterprises", "reporting", "carried", "coverage", *further, *limits]


def _of_scope(chosen: Iterable[Indicator]) -> list[str]:
    """The columns of sums that ask who is in scope."""
    sums = ((f"{one.name}_{side}", getattr(one, side)) for one in chosen for side in ("numerator", "denominator"))
    return [name for name, term in sums if asks_scope(term)]


def _beside(now: Frame, before: Frame, groups: Sequence[str], chosen: Iterable[Indicator]) -> Frame:
    """Put the values of the preceding period beside those of the period."""
    earlier = {f"{one.name}_preceding": nw.col(one.name) for one in chosen}
    keyed = with_match_key(before, groups).select("match_key", **earlier)
    return with_match_key(now, groups).join(keyed, on="match_key", how="left")


def chosen_indicators(indicators: Iterable[str | Indicator]) -> list[Indicator]:
    """Look indicators up by name, each once; those of one's own are taken as they are.

    Raises
    ------
    UsageError
        If there is no indicator of a name.
    """
    wanted = list(indicators)
    known = catalogue([one for one in wanted if isinstance(one, Indicator)])
    names = [one.name if isinstance(one, Indicator) else one for one in wanted]
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            message = f"there is no indicator {name}"
            raise UsageError(message, hint=f"did you mean {near[0]}?" if near else f"indicators: {', '.join(known)}")
    return [known[name] for name in dict.fromkeys(names)]


def _check_options(basis: str, *, bounds: bool, scoped: bool) -> None:
    if basis not in ("reporting", "matched"):
        message = f"there is no basis {basis}"
        raise UsageError(message, hint="choose reporting or matched")
    if bounds and not scoped:
        message = "bounds are about the enterprises of a roster that did not report"
        raise UsageError(message, hint="pass roster=...")
    if bounds and basis == "matched":
        message = "matched enterprises all report, so nothing bounds their rate"
        raise UsageError(message, hint="ask for bounds with basis='reporting'")
