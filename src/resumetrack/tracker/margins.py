"""A file of known totals: how many enterprises (and employees) there are by region, by industry, by size."""

import csv
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from resumetrack.classify import dimension
from resumetrack.errors import NoInputError, RefusedError
from resumetrack.measure.raking import Margin

_HEADER = ["dimension", "value", "enterprises"]
_EMPLOYEES = "employees"
_AGREEING = 1e-6


@dataclass(frozen=True)
class Margins:
    """Known totals by dimension, values as the codes of `rates`; `employees` where the file has them."""

    dimensions: tuple[str, ...]
    enterprises: tuple[Margin, ...]
    employees: tuple[Margin, ...] | None


def read_margins(path: Path, levels: Mapping[str, str]) -> Margins:
    """Read a CSV with the columns `dimension`, `value`, `enterprises` and, if known, `employees`.

    Parameters
    ----------
    levels
        The level that each dimension is wanted at; finer values are added up to it.

    Raises
    ------
    NoInputError
        If there is no such file.
    RefusedError
        If it is not such a table, or its dimensions do not add up to the same total.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return _margins(path, file, levels)
    except FileNotFoundError as error:
        message = f"{path}: no such file"
        raise NoInputError(message, hint="--margins takes a CSV with dimension, value, enterprises") from error
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}"
        raise NoInputError(message, hint="--margins takes a CSV with dimension, value, enterprises") from error
    except (UnicodeDecodeError, csv.Error) as error:
        message = f"{path} is no CSV in UTF-8: {error}"
        raise RefusedError(message, hint="save it as CSV in UTF-8") from error


def _margins(path: Path, file: Iterable[str], levels: Mapping[str, str]) -> Margins:
    lines = csv.reader(file)
    header = [name.strip() for name in next(lines, [])]
    if header not in (_HEADER, [*_HEADER, _EMPLOYEES]):
        message = f"{path}:1: the header is {','.join(header)!r}"
        raise RefusedError(message, hint=f"write {','.join(_HEADER)}, and {_EMPLOYEES} where they are known")
    columns = header[2:]
    totals: dict[str, dict[str, dict[str | None, float]]] = {column: {} for column in columns}
    for cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        name, value, *numbers = [cell.strip() for cell in cells]
        if len(cells) != len(header) or not name or not value:
            raise _bad_line(path, lines.line_num, cells)
        for column, number in zip(columns, numbers, strict=True):
            held = totals[column].setdefault(name, {})
            code = _code(name, value, levels)
            held[code] = held.get(code, 0.0) + _number(path, lines.line_num, cells, number)
    for column in columns:
        _check_sums(path, column, totals[column])
    enterprises, *employees = (tuple(totals[column].values()) for column in columns)
    return Margins(tuple(totals["enterprises"]), enterprises, employees[0] if employees else None)


def _code(name: str, value: str, levels: Mapping[str, str]) -> str:
    classification = dimension(name)
    if classification is None:
        return value
    code = classification.normalise(value, scheme=True)
    return next(iter(classification.at_level(code, levels.get(name, ""))), code)


def _number(path: Path, line: int, cells: list[str], text: str) -> float:
    try:
        number = float(text)
    except ValueError as error:
        raise _bad_line(path, line, cells) from error
    if not 0 <= number < math.inf:
        raise _bad_line(path, line, cells)
    return number


def _bad_line(path: Path, line: int, cells: list[str]) -> RefusedError:
    message = f"{path}:{line}: {','.join(cells)!r} is not a dimension, a value and its numbers"
    return RefusedError(message, hint="write region,310000,8215")


def _check_sums(path: Path, column: str, totals: Mapping[str, Margin]) -> None:
    sums = {name: math.fsum(margin.values()) for name, margin in totals.items()}
    if not sums or min(sums.values()) <= 0:
        message = f"{path}: it holds no {column}"
        raise RefusedError(message, hint="write at least one dimension with its totals")
    (first, one), *others = sums.items()
    for name, other in others:
        if not math.isclose(one, other, rel_tol=_AGREEING):
            message = f"{path}: {column} add up to {one:,.15g} by {first} and to {other:,.15g} by {name}"
            raise RefusedError(message, hint="every dimension must speak of the same enterprises")
