"""Intervals, variances and marks against answers from outside: R's survey, `svy`, scipy, published figures.

`answers/survey.json` was made once by scripts/make_survey_answers.R from the data `api` of R's package survey.
"""

import json
import math
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.stats import binomtest

from resumetrack.measure import DECLARED
from resumetrack.measure.linearisation import Part, Stratum, estimate
from resumetrack.measure.precision import Evidence, Mark, effective_size, interval, korn_graubard, mark, wilson
from resumetrack.model import Indicator, Term

ANSWERS: dict[str, Any] = json.loads((Path(__file__).parent / "answers" / "survey.json").read_text(encoding="utf-8"))
BY_NAME = {one.name: one for one in DECLARED}


def close(*values: float) -> Any:
    """These values to nine digits."""
    return pytest.approx(values if len(values) > 1 else values[0], rel=1e-9, abs=1e-12)


def parts_of(indicator: Indicator, strata: list[dict[str, Any]]) -> list[Part]:
    """The strata of an answer as parts of a figure."""
    above, below = indicator.numerator, indicator.denominator
    return [
        Part(
            Stratum(one["respondents"], one["population"]),
            {below: one["count"]},
            {above: Fraction(one["y"]), below: Fraction(one["x"])},
            {(above, above): Fraction(one["yy"]), (above, below): Fraction(one["yx"]), (below, below): one["xx"]},
            Fraction(one["population"], one["respondents"]),
        )
        for one in strata
    ]


def worked_out(case: str) -> Evidence:
    """One case of the answers, as the program works it out."""
    indicator = BY_NAME["operating_rate" if "share" in case else "return_rate"]
    found = estimate(indicator, parts_of(indicator, ANSWERS[case]["parts"]))
    assert found is not None
    return found


def error(evidence: Evidence) -> float:
    assert evidence.variance is not None
    return math.sqrt(evidence.variance)


@pytest.mark.parametrize(
    ("case", "value", "standard_error"),
    [("apiclus1 ratio all", 0.8497087, 0.008386297), ("apiclus1 ratio H", 0.8300683, 0.01472607)],
)
def test_printed_ratios_of_survey(case: str, value: float, standard_error: float) -> None:
    """The ratios that R's survey prints for its clustered schools, svyby(~api.stu, ~stype, denominator = ~enroll)."""
    found = worked_out(case)
    assert f"{found.value:.7f}" == f"{value:.7f}"
    assert f"{error(found):.6e}" == f"{standard_error:.6e}"


@pytest.mark.parametrize("case", [name for name in ANSWERS if name.startswith("api")])
def test_estimates_of_survey(case: str) -> None:
    """Values, standard errors, degrees of freedom and limits are those of svyratio, svyciprop(method="beta")."""
    known, found = ANSWERS[case], worked_out(case)
    assert found.value == close(known["value"])
    assert error(found) == close(known["error"])
    if "low" in known:
        assert found.degrees == known["degrees"]
        assert found.is_share == ("share" in case)
        assert interval(found, 0.95) == close(known["low"], known["high"])


@pytest.mark.parametrize(("successes", "trials", "low", "high"), ANSWERS["wilson"])
def test_wilson_of_r(successes: int, trials: int, low: float, high: float) -> None:
    """Wilson's limits are those of R's prop.test(correct = FALSE)."""
    assert wilson(successes, trials, 0.95) == close(low, high)


def test_lingang_interval() -> None:
    """Lin-gang, 16 May 2022: 301 of 315 enterprises, 95.6 %, Wilson 92.7 to 97.3 (China Daily, 18 May 2022)."""
    assert f"{100 * 301 / 315:.1f}" == "95.6"
    assert [f"{100 * limit:.1f}" for limit in wilson(301, 315, 0.95)] == ["92.7", "97.3"]


@pytest.mark.parametrize("level", [0.8, 0.9, 0.95, 0.99])
@pytest.mark.parametrize(("successes", "trials"), [(0, 1), (1, 1), (3, 10), (97, 98), (500, 1000)])
def test_wilson_of_scipy(successes: int, trials: int, level: float) -> None:
    """Wilson's limits are those of scipy's binomial test."""
    known = binomtest(successes, trials).proportion_ci(level, method="wilson")
    assert wilson(successes, trials, level) == close(known.low, known.high)


@pytest.mark.parametrize(("successes", "trials"), [(0, 12), (12, 12), (3, 10), (97, 98)])
def test_korn_graubard_without_design_is_clopper_pearson(successes: int, trials: int) -> None:
    """With the variance of a simple random sample, Korn and Graubard's interval is Clopper and Pearson's."""
    share = successes / trials
    plain = Evidence(share, trials, trials - 1, share * (1 - share) / trials, is_share=True)
    known = binomtest(successes, trials).proportion_ci(0.95, method="exact")
    assert korn_graubard(plain, 0.95) == close(known.low, known.high)


@pytest.fixture(scope="module")
def survey() -> Any:
    """Four strata with unequal weights: y a status, x staff, z staff at work; a domain across the strata."""
    import polars as pl

    draw = np.random.default_rng(20200328)
    size, population = (40, 25, 12, 60), (200, 31, 300, 61)
    stratum = np.repeat(np.arange(4), size)
    staff = draw.integers(5, 4000, len(stratum))
    return pl.DataFrame(
        {
            "stratum": [f"s{one}" for one in stratum],
            "weight": [population[one] / size[one] for one in stratum],
            "population": [population[one] for one in stratum],
            "operating": (draw.random(len(stratum)) < 0.35 + 0.15 * stratum).astype(int),
            "employees": staff,
            "on_duty": (staff * draw.random(len(stratum))).astype(int),
            "domain": [f"d{one}" for one in draw.integers(0, 2, len(stratum))],
        }
    )


def domain_parts(rows: Any, domain: str, indicator: Indicator) -> list[Part]:
    """Sums of one domain by stratum, made in plain Python."""
    strata = []
    for name in sorted(set(rows["stratum"])):
        own = rows.filter(rows["stratum"] == name)
        inside = own.filter(own["domain"] == domain)
        y = inside["operating" if indicator.numerator.column is None else "on_duty"].to_list()
        x = [1] * len(y) if indicator.numerator.column is None else inside["employees"].to_list()
        strata.append(
            {"respondents": len(own), "population": own["population"][0], "count": len(inside),
             "y": sum(y), "x": sum(x), "yy": sum(a * a for a in y), "xx": sum(b * b for b in x),
             "yx": sum(a * b for a, b in zip(y, x, strict=True))}
        )  # fmt: skip
    return parts_of(indicator, strata)


def only(found: Any) -> Any:
    """One estimate, whether svy gives it alone or in a list."""
    return found[0] if isinstance(found, list) else found


@pytest.mark.parametrize("domain", ["d0", "d1"])
@pytest.mark.parametrize("name", ["operating_rate", "return_rate"])
def test_estimates_of_svy(survey: Any, domain: str, name: str) -> None:
    """Domains of a stratified sample with finite-population correction: value, error and limits are those of `svy`."""
    import svy

    design = svy.Design(stratum="stratum", wgt="weight", pop_size="population")
    sample = svy.Sample(survey, design)
    where = svy.col("domain") == domain
    found = estimate(BY_NAME[name], domain_parts(survey, domain, BY_NAME[name]))
    assert found is not None
    if name == "return_rate":
        known = only(sample.estimation.ratio("on_duty", "employees", where=where)).estimates[0]
    else:
        shares = only(sample.estimation.prop("operating", where=where, ci_method="beta"))
        known = next(one for one in shares.estimates if str(one.y_level) == "1")
    assert (found.value, error(found)) == close(known.est, known.se)
    assert found.degrees == known.df
    assert interval(found, 0.95) == close(known.lci, known.uci)


def test_full_coverage_has_no_variance() -> None:
    """With every stratum complete nothing is left to chance."""
    indicator = BY_NAME["operating_rate"]
    complete = [{"respondents": 4, "population": 4, "count": 4, "y": 3, "x": 4, "yy": 3, "yx": 3, "xx": 4}]
    found = estimate(indicator, parts_of(indicator, complete))
    assert found is not None
    assert found.variance == 0


def test_single_enterprise_has_no_interval() -> None:
    """From one enterprise of several nothing can be said of the spread, so the figure is marked and has no limits."""
    indicator = BY_NAME["return_rate"]
    one = [{"respondents": 1, "population": 4, "count": 1, "y": 3, "x": 4, "yy": 9, "yx": 12, "xx": 16}]
    found = estimate(indicator, parts_of(indicator, one))
    assert found is not None
    assert interval(found, 0.95) is None
    assert mark(found) is Mark.UNRELIABLE


def test_ratio_without_spread_has_no_interval() -> None:
    """A ratio that is the same in every enterprise shows no spread: limits would claim certainty."""
    same = Evidence(0.0, 40, 39, 0.0, is_share=False)
    assert interval(same, 0.95) is None


def test_ratio_of_counts_is_no_share() -> None:
    """A site's ratio of two kinds of enterprises may exceed 1: it gets no interval of a share."""
    above, below = Term(("suspended",)), Term(("operating",))
    odd = Indicator("odd", above, below, BY_NAME["operating_rate"].unit, *(BY_NAME["operating_rate"],) * 3)  # type: ignore[arg-type]
    apart = [{"respondents": 9, "population": 90, "count": 3, "y": 6, "x": 3, "yy": 6, "yx": 0, "xx": 3}]
    found = estimate(odd, parts_of(odd, apart), is_plain=True)
    assert found is not None
    assert (found.value, found.is_share) == (2, False)
    limits = interval(found, 0.95)
    assert limits is not None
    assert limits[0] < 2 < limits[1]


def share(successes: int, trials: int, *, degrees: int | None = None, effect: float = 1) -> Evidence:
    value = successes / trials
    variance = effect * value * (1 - value) / trials
    return Evidence(
        value, trials, trials - 1 if degrees is None else degrees, variance, is_share=True, is_plain=effect == 1
    )


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        (share(10, 29), Mark.UNRELIABLE),
        (share(15, 30), Mark.UNRELIABLE),
        (share(50, 100), Mark.RELIABLE),
        (share(50, 100, degrees=7), Mark.REVIEW),
        (share(50, 100, effect=4), Mark.UNRELIABLE),
        (share(3, 60), Mark.UNRELIABLE),
        (share(9, 2000), Mark.RELIABLE),
        (share(0, 2000), Mark.REVIEW),
        (share(2000, 2000), Mark.REVIEW),
        (Evidence(0.0, 40, 39, 0.0, is_share=False), Mark.REVIEW),
        (Evidence(0.7, 40, 39, None, is_share=False), Mark.UNRELIABLE),
    ],
    ids=[
        "few",
        "wide",
        "middling",
        "few degrees",
        "few effective",
        "wide beside itself",
        "narrow",
        "none",
        "all",
        "no spread",
        "no variance",
    ],
)
def test_ladder(evidence: Evidence, expected: Mark) -> None:
    """Each step of the ladder of NCHS (Parker et al. 2017) is taken."""
    assert mark(evidence) is expected


def test_effective_size() -> None:
    """A design effect of 4 leaves a quarter of the enterprises; without spread their number stands."""
    assert effective_size(share(50, 100, effect=4), 0.95) == pytest.approx(25)
    assert effective_size(share(0, 100, effect=4), 0.95) == pytest.approx(100)
