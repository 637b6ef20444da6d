"""The indicators as declared: numerator, denominator, unit, words and source.

A term counts enterprises, or sums a column, over the rows that have all its flags (`resumetrack.measure.flags`).
Nothing else in the program knows what a figure means; docs/methodology.md is checked against this table.
"""

from collections.abc import Iterable, Mapping

from resumetrack.errors import UsageError
from resumetrack.measure.flags import VALUES
from resumetrack.model import Indicator, Term, Text, Unit

_MIIT = "State Council Information Office press conference, 30 March 2020 (operating and return rates are quoted apart)"
_BICS = "ONS Business Insights and Conditions Survey: trading = fully + partially trading"
_GRID = "State Grid Zhejiang, index of resumption of work and production, February 2020"
_GRID_SHANGHAI = "State Grid Shanghai, February 2020 (30 % of the December mean)"
_TASK_FORCE = "EC/OECD task force 2005 (size-weighted response rate)"
_OWN = "defined here; no published definition was found"


def _count(*when: str) -> Term:
    return Term(when)


def _sum(column: str, *when: str) -> Term:
    return Term(when, column)


_OPERATING, _REPORTING = _count("operating"), _count("reporting")
_STAFF = _sum("employees", "employing")
_RESUMED = (_count("power_resumed"), _count("powered"))
_RESUMED_POWER = (_sum("power", "power_resumed", "powered"), _sum("power_base", "powered"))

DECLARED = (
    Indicator(
        "operating_rate", _OPERATING, _REPORTING, Unit.RATE,
        Text("Operating rate", "开工率"),
        Text("enterprises operating fully or partially / enterprises reporting a status",
             "全面或部分开工企业数 / 填报状态的企业数"),
        _MIIT,
    ),
    Indicator(
        "operating_rate_scope", _count("operating", "in_scope"), _count("in_scope"), Unit.RATE,
        Text("Operating rate of scope", "范围内开工率"),
        Text("operating enterprises in scope / enterprises in scope; those that did not report stay in the denominator",
             "范围内开工企业数 / 范围内全部企业数；未填报者保留在分母中"),
        _OWN,
    ),
    Indicator(
        "full_operating_rate", _count("full"), _REPORTING, Unit.RATE,
        Text("Full operating rate", "全面开工率"),
        Text("enterprises operating fully / enterprises reporting a status", "全面开工企业数 / 填报状态的企业数"),
        _BICS,
    ),
    Indicator(
        "operating_rate_staff", _sum("employees", "operating", "employing"), _STAFF, Unit.RATE,
        Text("Operating rate by staff", "开工率（按人数）"),
        Text("employees of operating enterprises / employees of reporting enterprises",
             "开工企业从业人数 / 填报企业从业人数"),
        _BICS,
    ),
    Indicator(
        "full_operating_rate_staff", _sum("employees", "full", "employing"), _STAFF, Unit.RATE,
        Text("Full operating rate by staff", "全面开工率（按人数）"),
        Text("employees of fully operating enterprises / employees of reporting enterprises",
             "全面开工企业从业人数 / 填报企业从业人数"),
        _BICS,
    ),
    Indicator(
        "return_rate", _sum("on_duty", "staffed"), _sum("employees", "staffed"), Unit.RATE,
        Text("Return rate", "返岗率"),
        Text("staff on duty / employees, summed over enterprises that state both",
             "到岗人数 / 从业人数（两项均填报的企业合计）"),
        _MIIT,
    ),
    Indicator(
        "return_rate_open", _sum("on_duty", "staffed_open"), _sum("employees", "staffed_open"), Unit.RATE,
        Text("Return rate, open", "开工企业返岗率"),
        Text("staff on duty / employees, summed over operating enterprises that state both",
             "到岗人数 / 从业人数（两项均填报的开工企业合计）"),
        _OWN,
    ),
    Indicator(
        "open_staff_share", _sum("employees", "operating", "staffed"), _sum("employees", "staffed"), Unit.RATE,
        Text("Staff in open enterprises", "开工企业人数占比"),
        Text("employees of operating enterprises / employees, summed over enterprises that state both staff numbers",
             "开工企业从业人数 / 从业人数（两项人数均填报的企业合计）"),
        _OWN,
    ),
    Indicator(
        "idle_duty_share", _sum("on_duty", "idle", "staffed"), _sum("employees", "staffed"), Unit.RATE,
        Text("On duty where idle", "未开工企业到岗占比"),
        Text("staff on duty where nothing operates / employees, summed over enterprises that state both",
             "未开工企业到岗人数 / 从业人数（两项均填报的企业合计）"),
        _OWN,
    ),
    Indicator(
        "return_rate_mean", Term(("staffed",), "on_duty", "employees"), _count("staffed"), Unit.RATE,
        Text("Return rate, mean", "平均返岗率"),
        Text("sum over enterprises of staff on duty / employees, divided by the number of enterprises that state both",
             "各企业（到岗人数 / 从业人数）之和 / 两项均填报的企业数"),
        _OWN,
    ),
    Indicator(
        "return_rate_roster", _sum("on_duty", "roster_staffed"), _sum("roster_employees", "roster_staffed"), Unit.RATE,
        Text("Return rate on roster", "返岗率（名录口径）"),
        Text("staff on duty / employees of the same enterprises on the roster", "到岗人数 / 同一企业名录从业人数"),
        _OWN,
    ),
    Indicator(
        "production_rate", _sum("output", "produced"), _sum("output_base", "produced"), Unit.RATE,
        Text("Production rate", "产值恢复率"),
        Text("output / output of the comparison period, summed over enterprises that state both",
             "产值 / 对比期产值（两项均填报的企业合计）"),
        _OWN,
    ),
    Indicator(
        "power_rate", _sum("power", "powered"), _sum("power_base", "powered"), Unit.RATE,
        Text("Power rate", "用电恢复率"),
        Text("electricity used / daily mean of the base period, summed over enterprises with both readings",
             "用电量 / 基期日均用电量（两项均有读数的企业合计）"),
        _GRID,
    ),
    Indicator(
        "power_resumed_rate", *_RESUMED, Unit.RATE,
        Text("Resumed by power", "用电复工率"),
        Text("enterprises using at least the threshold share of their base / enterprises with both readings",
             "用电量达到基期阈值比例的企业数 / 两项均有读数的企业数"),
        _GRID_SHANGHAI,
    ),
    Indicator(
        "power_index", *_RESUMED_POWER, Unit.POINTS,
        Text("Power index", "复工电力指数"),
        Text("100 x (0.5 x resumed by power + 0.5 x power of resumed enterprises / base of all)",
             "100 ×（0.5 × 用电复工率 + 0.5 × 复工企业用电量 / 全部企业基期用电量）"),
        _GRID,
        parts=((0.5, *_RESUMED), (0.5, *_RESUMED_POWER)),
    ),
    Indicator(
        "coverage", _count("covered"), _count("in_scope"), Unit.RATE,
        Text("Coverage", "填报率"),
        Text("enterprises in scope that report / enterprises in scope", "范围内填报企业数 / 范围内企业数"),
        _TASK_FORCE,
    ),
    Indicator(
        "staff_coverage", _sum("roster_employees", "covered", "roster_employing"),
        _sum("roster_employees", "roster_employing"), Unit.RATE,
        Text("Coverage by staff", "填报率（按人数）"),
        Text("roster employees of enterprises in scope that report / roster employees of enterprises in scope",
             "范围内填报企业名录从业人数 / 范围内企业名录从业人数"),
        _TASK_FORCE,
    ),
)  # fmt: skip


def catalogue(extra: Iterable[Indicator] = ()) -> Mapping[str, Indicator]:
    """Every indicator by name, those of the site (`extra`) after our own.

    Raises
    ------
    UsageError
        If a name is declared twice.
    """
    known: dict[str, Indicator] = {}
    for indicator in (*DECLARED, *extra):
        if indicator.name in known:
            message = f"the indicator {indicator.name} is declared twice"
            raise UsageError(message, hint="give the site's own indicator another name")
        known[indicator.name] = indicator
    return known


def unpaired(numerator: Term, denominator: Term) -> tuple[str, ...]:
    """Columns that one side sums and the other cannot be sure to have: the two would count different enterprises."""
    summed = {column for term in (numerator, denominator) for column in (term.column, term.over) if column is not None}
    if numerator.column is not None and numerator.column == denominator.column:
        return ()
    shared = {column for flag in set(numerator.when) & set(denominator.when) for column in VALUES.get(flag, ())}
    return tuple(sorted(summed - shared))
