"""The sentences of a rate card: how old its data is, how the return rates are tied, how far the rules spread."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from resumetrack.measure import catalogue
from resumetrack.model import Indicator, Selection, Text, Unit
from resumetrack.model.printed import decimal, percent
from resumetrack.tracker.cells import Cells, Key

TIED = ("return_rate", "open_staff_share", "return_rate_open", "idle_duty_share")
"""return_rate = open_staff_share x return_rate_open + idle_duty_share, exactly (docs/methodology.md)."""


def title_of(selection: Selection, period: date | None) -> Text:
    """Name the cell: what was chosen, and the period."""
    chosen = [f"{name} {value}" for name, value in selection.where] + [f"list {name}" for name in selection.lists]
    parts = [*chosen, *([period.isoformat()] if period is not None else [])]
    return (
        Text(f"Rate card: {', '.join(parts)}", f"指标卡：{'，'.join(parts)}") if parts else Text("Rate card", "指标卡")
    )


def age_words(age: int, carried: int, oldest: date) -> Text:
    """Say how many days have passed since the period, and how far back what is carried reaches."""
    days = f"{age:,} day" if age == 1 else f"{age:,} days"
    en, zh = f"The period ended {days} ago.", f"该期结束于 {age:,} 天前。"
    if carried:
        enterprises = "1 enterprise is" if carried == 1 else f"{carried:,} enterprises are"
        en += f" {enterprises} carried from earlier periods, the oldest from {oldest.isoformat()}."
        zh += f"沿用更早填报的企业 {carried:,} 家，最早为 {oldest.isoformat()}。"
    return Text(en, zh)


def tied_values(found: Cells, key: Key) -> tuple[Fraction, Fraction, Fraction, Fraction] | None:
    """Give return rate, share of staff in open enterprises, return rate there, share on duty where nothing operates.

    The first is the product of the next two plus the last, exactly; None without a staff pair. Where nothing operates
    there is no return rate of open enterprises, and it stands as 0. None, too, where totals enter: they tell the first.
    """
    if found.from_totals(key):
        return None
    known = catalogue()
    whole, share, opened, idle = (found.exact(key, known[name]) for name in TIED)
    if whole is None or share is None or idle is None:
        return None
    return whole, share, opened or Fraction(0), idle


def identity_words(found: Cells, key: Key) -> tuple[Text, ...]:
    """Tie the return rates together, in per cent and in the numbers of the cell; nothing without a staff pair."""
    tied = tied_values(found, key)
    if tied is None:
        return ()
    whole, share, opened, idle = map(percent, tied)
    known = catalogue()
    on_duty, employees = (found.total(key, term) for term in (known[TIED[0]].numerator, known[TIED[0]].denominator))
    open_staff, open_duty = (
        found.total(key, term) or 0 for term in (known[TIED[1]].numerator, known[TIED[2]].numerator)
    )
    idle_duty = found.total(key, known[TIED[3]].numerator)
    there = f" x {open_duty:,} / {open_staff:,}" if open_staff else ""
    numbers = f"{on_duty:,} / {employees:,} = {open_staff:,} / {employees:,}{there} + {idle_duty:,} / {employees:,}"
    return (
        Text(
            f"Return rate {whole} = {share} of staff in open enterprises x {opened} return rate there "
            f"+ {idle} on duty where nothing operates: {numbers}.",
            f"返岗率 {whole} = 开工企业人数占比 {share} × 开工企业返岗率 {opened} "
            f"+ 未开工企业到岗占比 {idle}：{numbers}。",
        ),
    )


def spread_words(shown: Sequence[tuple[str, Indicator, Cells]], key: Key) -> tuple[Text, ...]:
    """Say where each rule set puts the same cell, by the first indicator it shows, and how far the rates are apart."""
    leading: dict[str, tuple[Indicator, Fraction]] = {}
    for rules, indicator, found in shown:
        value = found.exact(key, indicator)
        if rules not in leading and value is not None:
            leading[rules] = indicator, value
    if not leading:
        return ()
    rates = [value for indicator, value in leading.values() if indicator.unit is Unit.RATE]
    apart = decimal(100 * (max(rates) - min(rates))) if len(rates) > 1 else None
    en = "; ".join(f"{rules} {_value(*found)} ({found[0].label.en})" for rules, found in leading.items())
    zh = "；".join(f"{rules} {_value(*found)}（{found[0].label.zh}）" for rules, found in leading.items())
    return (
        Text(
            f"The same data by each rule set: {en}.{f' The rates are {apart} pp apart.' if apart else ''}",
            f"同一数据按各规则：{zh}。{f'各率相差 {apart} 个百分点。' if apart else ''}",
        ),
    )


def _value(indicator: Indicator, value: Fraction) -> str:
    return percent(value) if indicator.unit is Unit.RATE else decimal(value)
