"""What is to be generated, and what a folder holds of it. DuckDB is not imported here: the runner has to stay small."""

import argparse
import json
from dataclasses import asdict, dataclass, fields
from datetime import date, timedelta
from pathlib import Path

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Plan:
    """What is to be generated; shares are between 0 and 1."""

    enterprises: int = 20_000
    days: int = 10
    response: float = 0.92
    revisions: float = 0.01
    partial: float = 0.5
    closed: float = 0.002
    first: str = "2022-04-01"
    seed: int = 1

    def date(self, day: int) -> str:
        """Date of a day by its number, from 0."""
        return (date.fromisoformat(self.first) + timedelta(days=day)).isoformat()


SMALL = Plan()
NATIONAL = Plan(enterprises=450_000, days=30)
YEAR = Plan(enterprises=450_000, days=365, revisions=0)


@dataclass(frozen=True)
class Written:
    """What a folder holds."""

    plan: Plan
    rows: int
    bytes: int
    revised_rows: int
    next_rows: int


def held(folder: Path) -> Written | None:
    """Say what a folder holds, None if it was not written to the end."""
    if not (folder / MANIFEST).exists():
        return None
    found = json.loads((folder / MANIFEST).read_text())
    return Written(**{**found, "plan": Plan(**found["plan"])})


def add_plan_options(parser: argparse.ArgumentParser) -> None:
    """Offer an option for each part of a plan; what is not given is None."""
    for field in fields(Plan):
        parser.add_argument(
            f"--{field.name}", type=type(field.default), metavar=field.name.upper(), help=f"default {field.default}"
        )


def plan_from(options: argparse.Namespace, base: Plan = SMALL) -> Plan:
    """Make a plan of the options given, the rest as in `base`."""
    given = {field.name: getattr(options, field.name) for field in fields(Plan)}
    return Plan(**{**asdict(base), **{name: value for name, value in given.items() if value is not None}})
