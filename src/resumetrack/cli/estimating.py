"""The options that add raised rates, intervals and ranks, and how they become an `Estimation`."""

from pathlib import Path
from typing import Annotated

import typer

from resumetrack.cli import completing, values
from resumetrack.errors import UsageError
from resumetrack.model import Basis, Estimation, Raising, Strata

BasisOption = Annotated[
    str | None,
    typer.Option(
        "--basis",
        help="reporting (default), raised to the roster, or matched with the preceding period.",
        metavar="reporting|raised|matched",
        autocompletion=completing.bases,
    ),
]
IntervalOption = Annotated[
    str | None, typer.Option("--interval", help="Add intervals of this level and marks of reliability.", metavar="95")
]
RankOption = Annotated[
    bool, typer.Option("--rank", help="Order groups by the first indicator; say which cannot be told apart.")
]
StrataOption = Annotated[
    list[str] | None,
    typer.Option(
        "--strata", help="Strata to raise by; default region,industry,size.", metavar="DIM[:LEVEL][,DIM[:LEVEL]]"
    ),
]
MinCellOption = Annotated[
    int | None, typer.Option("--min-cell", help="Fewest respondents of a stratum; default 5.", metavar="N")
]
MarginsOption = Annotated[
    Path | None,
    typer.Option("--margins", help="Raise to the totals in this file (CSV) instead of the roster.", metavar="FILE"),
]


def estimation(basis: str | None, interval: str | None, raising: Raising, *, rank: bool) -> Estimation | None:
    """Make what is asked; None if nothing is."""
    asked = Estimation(basis=_basis(basis), level=level(interval), rank=rank, raising=raising)
    return None if asked.is_default else asked


def raising(strata: list[str] | None, minimum: int | None, margins: Path | None) -> Raising:
    """Read --strata, --min-cell and --margins.

    Raises
    ------
    UsageError
        If one of them cannot be understood.
    """
    if minimum is not None and minimum < 1:
        message = f"--min-cell {minimum}: a stratum needs a respondent"
        raise UsageError(message, hint="write 5")
    return Raising(strata=_strata(strata), minimum=minimum, margins=margins)


def _strata(given: list[str] | None) -> Strata | None:
    names = values.names(given)
    if not names:
        return None
    pairs = [name.partition(":") for name in names]
    dimensions = [name.strip() for name, _, _ in pairs]
    repeated = next((name for name in dimensions if dimensions.count(name) > 1), None)
    if repeated is not None:
        message = f"--strata names {repeated} twice"
        raise UsageError(message, hint="one level per dimension")
    return tuple((name.strip(), level.strip() or None) for name, _, level in pairs)


def _basis(text: str | None) -> Basis:
    try:
        return Basis.REPORTING if text is None else Basis(text)
    except ValueError as error:
        message = f"--basis {text}: there is no such basis"
        raise UsageError(message, hint=f"write one of {', '.join(Basis)}") from error


def level(text: str | None) -> float | None:
    """Read --interval: a level in per cent, or as a fraction.

    Raises
    ------
    UsageError
        If it is none.
    """
    if text is None:
        return None
    body = text.strip().removesuffix("%").strip()
    try:
        number = float(body)
    except ValueError:
        number = 0.0
    found = number if 0 < number < 1 and not text.strip().endswith("%") else number / 100
    if not 0 < found < 1:
        message = f"--interval {text}: this is no level of an interval"
        raise UsageError(message, hint="write 95")
    return round(found, 12)
