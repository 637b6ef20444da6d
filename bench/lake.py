"""What a lake costs: against rows and against workers, beside the store that it came from.

    python -m bench.lake FOLDER [--sizes 20000 40000 80000] [--days 10] [--rounds 2]

For each number of enterprises a store is filled, exported, and asked for rates by region of all periods: the store, the
lake on DuckDB, and the lake on a Spark cluster of one worker and of two with a core each. All answers have to be the
same bytes. Prints a table in Markdown. Spark is timed as a user meets it, with its start.
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.cluster import cluster
from bench.generate import main as generate
from bench.processes import Command, Cost, run, typical

_LIMIT = 1800.0
_ASKED = ("rates", "--by", "region", "--period", "all", "-f", "csv", "-q")


@dataclass(frozen=True)
class Measured:
    """What one way of asking cost for one size."""

    size: int
    rows: int
    way: str
    cost: Cost


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.lake")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[20_000, 40_000, 80_000])
    parser.add_argument("--days", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args()
    found: list[Measured] = []
    for size in options.sizes:
        found += _measure(options.folder.resolve() / str(size), size, options.days, options.rounds)
    sys.stdout.write(_table(found))
    return 0


def _measure(folder: Path, size: int, days: int, rounds: int) -> Iterator[Measured]:
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "lake").exists():
        generate([str(folder), "--enterprises", str(size), "--days", str(days)])
        _run(folder, "roster", "roster.csv", "-q")
        _run(folder, "ingest", "daily", "-q")
    _run(folder, "export", "lake", "lake", "-q")
    rows = sum(1 for _ in _lines(folder / "daily"))
    on_lake = (*_ASKED, "--lake", "lake")
    yield Measured(size, rows, "store", _asked(folder, rounds, *_ASKED))
    yield Measured(size, rows, "lake, DuckDB", _asked(folder, rounds, *on_lake))
    for workers in (1, 2):
        with cluster(folder, workers, cores=1) as master:
            spark = (*on_lake, "--engine", "spark", "--master", master)
            yield Measured(size, rows, f"lake, Spark, {workers} worker{'s'[: workers - 1]}", _asked(folder, 1, *spark))


def _lines(daily: Path) -> Iterator[str]:
    """Every row of the reports, without headers."""
    for path in daily.glob("*.csv"):
        with path.open(encoding="utf-8") as file:
            next(file)
            yield from file


def _asked(folder: Path, rounds: int, *words: str) -> Cost:
    """Ask several times; the answer has to be what the store has said."""
    costs = []
    for _ in range(rounds):
        done = run(_command(*words), folder, _LIMIT)
        expected = folder / "expected.csv"
        if "--lake" not in words:
            expected.write_text(done.output, encoding="utf-8")
        if done.code or done.output != expected.read_text(encoding="utf-8"):
            raise SystemExit(f"{' '.join(words)} ended with {done.code} or another answer: {done.talk}")
        costs.append(done.cost)
    return typical(costs)


def _run(folder: Path, *words: str) -> None:
    done = run(_command(*words), folder, _LIMIT)
    if done.code:
        raise SystemExit(f"{' '.join(words)} ended with {done.code}: {done.talk}")


def _command(*words: str) -> Command:
    return Command((sys.executable, "-m", "resumetrack", *words))


def _table(found: list[Measured]) -> str:
    lines = ["| rows | way | wall | against the store |", "|---:|---|---:|---:|"]
    for one in found:
        store = next(other.cost for other in found if other.size == one.size and other.way == "store")
        lines.append(f"| {one.rows:,} | {one.way} | {one.cost.wall:.1f} s | {one.cost.wall / store.wall:.1f} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    raise SystemExit(main())
