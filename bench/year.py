"""A year of history: how the store that holds it is made, and what is asked of it.

The files of a year take 14 GB. They are written and taken in by portions, and only the store is kept.
"""

import csv
import io
import shutil
import sys
from collections.abc import Callable
from dataclasses import asdict
from itertools import islice
from pathlib import Path

from bench import cases
from bench.cases import Site
from bench.contests import Contest, Way
from bench.plan import Plan, Written
from bench.processes import Command, run
from bench.table import Limit

_PORTION = 30
_LONG = 3600
_MEMBERS = 2000
_LIMITS = {"latest": Limit(ratio=2, wall=0.4), "all": Limit(ratio=2, wall=2)}
_LIST = "monitored"
_GROUPS = {
    "region": ("--by", "region"),
    "prefecture": ("--by", "region", "--level", "prefecture"),
    "industry,size": ("--by", "industry,size"),
    "total": (),
}
"""The options for the groups that a peer knows by name."""


def fill(site: Site, plan: Plan, tell: Callable[[str], None]) -> Written:
    """Make the base store of all days, unless it is there, and the files of one more day and of the roster."""
    days = site.data / "daily"
    if not site.base.exists():
        for first in range(0, plan.days, _PORTION):
            end = min(first + _PORTION, plan.days)
            tell(f"days {first} to {end} of {plan.days}")
            _generate(site, plan, first, end)
            _carry_out(site.ours("ingest", days, "--store", site.base, "--quiet"), site.work)
            shutil.rmtree(days)
    if not (site.data / "next").exists():
        _generate(site, plan, 0, 0)
    log = _carry_out(site.ours("log", "--store", site.base, "-f", "csv", "--quiet"), site.work)
    rows = sum(int(row["accepted"]) for row in csv.DictReader(io.StringIO(log)))
    return Written(plan, rows, 0, 0, 0)


def contests(site: Site) -> list[Contest]:
    """What is asked of a year, in an order in which each finds the store it needs."""
    plain = [_asked(site, by, period) for by in _GROUPS for period in _LIMITS]
    more = [
        _asked(site, "region", period, *words)
        for words in (("--where", "region=42"), ("--indicator", "operating_rate_staff,idle_duty_share"))
        for period in _LIMITS
    ]
    loading, *with_roster = cases.with_roster(site)
    return [
        *plain,
        *more,
        _as_of(site),
        *cases.around(site, checked=False),
        loading,
        *with_roster,
        *_listed(site),
        *_safe(site),
    ]


def _asked(site: Site, by: str, period: str, *words: str) -> Contest:
    """Ask for a table, against the bare query by the same groups; one that is no other table has the same answer."""
    groups = _GROUPS[by]
    ours = site.rates(site.base, *groups, "--period", period, *words)
    question = f"{by}, {period}"
    return Contest(
        f"`rates {' '.join((*groups, '--period', period, *words))}`",
        (
            Way("resumetrack", (ours,), question=None if "--where" in words else question),
            Way("bare query", (site.bare(site.base, by, period),), question=question),
        ),
        _LIMITS[period],
    )


def _as_of(site: Site) -> Contest:
    """Ask as of a moment by which all was known."""
    ours = site.rates(site.base, "--by", "region", "--period", "all", "--as-of", "2999-01-01T00:00:00Z")
    bare = site.bare(site.base, "region", "all", "2999-01-01 00:00:00")
    return Contest(
        "`rates --by region --period all --as-of T`",
        (Way("resumetrack", (ours,), question="region, all"), Way("bare query", (bare,), question="region, all")),
        Limit(ratio=2),
    )


def _listed(site: Site) -> list[Contest]:
    """Ask a store with a roster for the members of a list, against the bare query for everybody."""
    store, members = site.work / "roster.duckdb", site.work / "members.csv"

    def choose() -> None:
        with (site.data / "roster.csv").open(encoding="utf-8") as roster:
            members.write_text("".join(islice(roster, _MEMBERS + 1)), encoding="utf-8")

    adding = site.ours("lists", "add", _LIST, members, "--store", store, "--quiet")
    return [
        Contest(f"`lists add` of {_MEMBERS:,} enterprises", (Way("resumetrack", (adding,), choose),)),
        *(
            Contest(
                f"`rates --list {_LIST} --by region --period {period}`",
                (
                    Way("resumetrack", (site.rates(store, "--list", _LIST, "--by", "region", "--period", period),)),
                    Way("bare query, of everybody", (site.bare(store, "region", period),)),
                ),
                limit,
            )
            for period, limit in _LIMITS.items()
        ),
    ]


def _safe(site: Site) -> list[Contest]:
    """Verify, back up and restore the store."""
    copy, again = site.work / "copy.duckdb", site.work / "again.duckdb"

    def none_there(path: Path) -> Callable[[], None]:
        return lambda: path.unlink(missing_ok=True)

    def once(words: tuple[str | Path, ...], store: Path, prepare: Callable[[], None]) -> Contest:
        return Contest(
            f"`{words[0]}`", (Way("resumetrack", (site.ours(*words, "--store", store, "--quiet"),), prepare),)
        )

    return [
        once(("verify",), site.base, lambda: None),
        once(("backup", copy), site.base, none_there(copy)),
        once(("restore", copy), again, none_there(again)),
    ]


def _generate(site: Site, plan: Plan, first: int, end: int) -> None:
    given = (f"--{name}={value}" for name, value in asdict(plan).items())
    words = (sys.executable, "-m", "bench.generate", str(site.data), *given, "--only", str(first), str(end))
    _carry_out(Command(words), Path(__file__).resolve().parent.parent)


def _carry_out(command: Command, folder: Path) -> str:
    """Run something that must work: what it prints."""
    finished = run(command, folder, _LONG)
    if finished.code:
        raise SystemExit(f"{' '.join(command.words)}: {finished.talk.strip()}")
    return finished.output
