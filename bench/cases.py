"""What is measured: the targets of the project, each with the peer it is measured against."""

import importlib.util
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.contests import Contest, Way
from bench.processes import Command, Cost
from bench.table import Limit

PEERS = Path(__file__).resolve().parent / "peers"
_START = Limit(ratio=1.5)
_QUERY = Limit(ratio=2)
_BY = ("region", "industry,size")


@dataclass(frozen=True)
class Site:
    """The program measured, the data, and a folder for stores."""

    program: Path
    data: Path
    work: Path

    @property
    def base(self) -> Path:
        """The store that holds `daily/` and nothing else."""
        return self.work / "base.duckdb"

    def ours(self, *words: str | Path) -> Command:
        """Run our program."""
        return Command((str(self.program), *map(str, words)))

    def rates(self, store: Path, *words: str) -> Command:
        """Ask a store for rates, as CSV."""
        return self.ours("rates", "--store", store, "-f", "csv", "--quiet", *words)

    def bare(self, store: Path, by: str, period: str, *words: str) -> Command:
        """Ask a store by the bare query."""
        return _peer("duckdb_query.py", store, by, period, *words)


def _peer(script: str, *words: str | Path) -> Command:
    return Command((sys.executable, str(PEERS / script), *map(str, words)))


def starting(site: Site) -> list[Contest]:
    """How long it takes to say hello."""
    hello = "typer_hello.py"
    completing = {"COMP_CWORD": "3", "COMP_WORDS": "resumetrack rates --period "}
    return [
        *(
            Contest(
                f"`{' '.join(words)}`",
                (Way("resumetrack", (site.ours(*words),)), Way(hello, (_peer(hello, words[-1]),))),
                _START,
            )
            for words in (("--version",), ("--help",), ("rates", "--help"))
        ),
        Contest(
            "completion of a value",
            (
                Way(
                    "resumetrack",
                    (Command((str(site.program),), {**completing, "_RESUMETRACK_COMPLETE": "complete_bash"}),),
                ),
                Way(
                    hello,
                    (
                        Command(
                            (sys.executable, str(PEERS / hello)),
                            {
                                "COMP_CWORD": "2",
                                "COMP_WORDS": f"{hello} --period ",
                                "_TYPER_HELLO.PY_COMPLETE": "complete_bash",
                            },
                        ),
                    ),
                ),
            ),
            _START,
            talks=True,
        ),
    ]


def ingesting(site: Site) -> Contest:
    """Fill the base store."""
    table = site.work / "bare.duckdb"
    return Contest(
        "`ingest` of all days",
        (
            Way(
                "resumetrack",
                (site.ours("ingest", site.data / "daily", "--store", site.base, "--quiet"),),
                _without(site.base),
            ),
            Way(
                "bare CREATE TABLE AS",
                (_peer("duckdb_rates.py", site.data / "daily", table, "--load-only"),),
                _without(table),
            ),
        ),
        Limit(ratio=2, peak=1_500_000_000),
    )


def asking(site: Site) -> list[Contest]:
    """Tables from the base store, each against the bare query on it."""
    return [
        Contest(
            f"`rates --by {by} --period {period}`",
            (
                Way(
                    "resumetrack", (site.rates(site.base, "--by", by, "--period", period),), question=f"{by}, {period}"
                ),
                Way("bare query", (site.bare(site.base, by, period),), question=f"{by}, {period}"),
            ),
            _QUERY,
        )
        for by in _BY
        for period in ("latest", "all")
    ]


def around(site: Site, *, checked: bool) -> list[Contest]:
    """What needs the periods around one, against the plain query and, to be `checked`, against what one would write.

    What one would write needs more memory than there is for a year.
    """
    every_day = site.work / "every-day.toml"
    every_day.write_text('[calendar]\nrule = "days"\n')
    found = []
    for name, words in (("carry", ("--carry", "7")), ("matched", ("--basis", "matched"))):
        asked = site.rates(site.base, "--by", "region", "--period", "all", *words)
        ours = Command(asked.words, {"RESUMETRACK_CONFIG": str(every_day)})
        plain = Way("bare query, plain", (site.bare(site.base, "region", "all"),), question="region, all")
        same = [Way(f"bare query with {name}", (_peer("duckdb_panel.py", site.base, name),), question=name)]
        what = f"`rates --by region --period all {' '.join(words)}`"
        found.append(
            Contest(
                what, (Way("resumetrack", (ours,), question=name), plain, *(same if checked else [])), Limit(ratio=4)
            )
        )
    return found


def first_table(site: Site, by_store: Cost) -> tuple[list[Contest], list[str]]:
    """From files to the first table: at once, and by way of a store, for the cost of ingest and query.

    Beside it, what is not there to compare with.
    """
    daily, table = site.data / "daily", site.work / "bare.duckdb"
    question = "region, all"
    peers = [
        Way("pandas", (_peer("pandas_rates.py", daily),), question=question),
        Way("pandas, blind to revisions", (_peer("pandas_rates.py", daily, "--each"),), question=question),
        Way("DuckDB", (_peer("duckdb_rates.py", daily, table),), _without(table), question),
    ]
    missing = []
    if importlib.util.find_spec("polars"):
        peers.append(Way("Polars", (_peer("polars_rates.py", daily),), question=question))
    else:
        missing.append("Polars is not installed")
    miller = shutil.which("mlr")
    if miller:
        chain = ("put", "-q", "-f", str(PEERS / "rates.mlr"), "then", "sort", "-f", "period,region")
        files = map(str, sorted(daily.glob("*.csv")))
        peers.append(
            Way(
                "Miller, blind to revisions",
                (Command((miller, "--icsv", "--ocsv", *chain, *files)),),
                question=question,
            )
        )
    else:
        missing.append("Miller is not installed")
    asked = site.ours("rates", "--files", daily, "--by", "region", "--period", "all", "-f", "csv", "--quiet")
    at_once = Contest(
        "from files to the table: `rates --files`", (Way("resumetrack", (asked,), question=question), *peers),
        Limit(ratio=1),
    )  # fmt: skip
    kept = Contest("the same by `ingest` and `rates`, and kept", (Way("resumetrack", known=by_store), peers[0]))
    return [at_once, kept], missing


def revising(site: Site) -> list[Contest]:
    """Corrections come in; the store is asked for what is in force, and for what was known before."""
    store, before = site.work / "revised.duckdb", datetime.now(UTC)
    bare_before = before.replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")
    asked = ("--by", "region", "--period", "all")
    return [
        Contest(
            "`ingest` of all corrections",
            (
                Way(
                    "resumetrack",
                    (site.ours("ingest", site.data / "revised", "--store", store, "--quiet"),),
                    _copy_of(site.base, store),
                ),
            ),
        ),
        Contest(
            "`rates --by region --period all`, corrected",
            (
                Way("resumetrack", (site.rates(store, *asked),), question="corrected"),
                Way("bare query", (site.bare(store, "region", "all"),), question="corrected"),
            ),
            _QUERY,
        ),
        Contest(
            "the same `--as-of` before the corrections",
            (
                Way("resumetrack", (site.rates(store, *asked, "--as-of", before.isoformat()),), question="region, all"),
                Way(
                    "bare query, with the same condition",
                    (site.bare(store, "region", "all", bare_before),),
                    question="region, all",
                ),
                Way("bare query, plain", (site.bare(store, "region", "all"),), question="corrected"),
            ),
            _QUERY,
        ),
    ]


def check_of_corrections(site: Site) -> Way:
    """The corrected table once more, from the files alone."""
    return Way("DuckDB on the files", (_peer("duckdb_corrected.py", site.data),), question="corrected")


def with_roster(site: Site) -> list[Contest]:
    """The same with a roster, which decides on region and scope."""
    store = site.work / "roster.duckdb"
    return [
        Contest(
            "`roster` of all enterprises",
            (
                Way(
                    "resumetrack",
                    (site.ours("roster", site.data / "roster.csv", "--store", store, "--quiet"),),
                    _copy_of(site.base, store),
                ),
            ),
        ),
        *(
            Contest(
                f"`rates --by region --period {period}`, with roster",
                (
                    Way(
                        "resumetrack",
                        (site.rates(store, "--by", "region", "--period", period),),
                        question=f"roster, {period}",
                    ),
                    Way(
                        "bare query with the roster",
                        (site.bare(store, "region", period, "roster"),),
                        question=f"roster, {period}",
                    ),
                    Way("bare query without", (site.bare(store, "region", period),), question=f"region, {period}"),
                ),
                _QUERY,
            )
            for period in ("latest", "all")
        ),
    ]


def one_more_day(site: Site) -> Contest:
    """A day on top of all others, against the same day in an empty store."""
    grown, fresh = site.work / "grown.duckdb", site.work / "fresh.duckdb"

    def take_in(store: Path) -> tuple[Command, ...]:
        return (site.ours("ingest", site.data / "next", "--store", store, "--quiet"),)

    return Contest(
        "`ingest` of one more day",
        (
            Way("resumetrack", take_in(grown), _copy_of(site.base, grown)),
            Way("the same into an empty store", take_in(fresh), _without(fresh)),
        ),
        Limit(ratio=1.3, wall=5),
    )


def _without(store: Path) -> Callable[[], None]:
    def prepare() -> None:
        for name in (store.name, f"{store.name}.wal", f"{store.name}.lock"):
            store.with_name(name).unlink(missing_ok=True)

    return prepare


def _copy_of(original: Path, store: Path) -> Callable[[], None]:
    def prepare() -> None:
        _without(store)()
        shutil.copyfile(original, store)

    return prepare
