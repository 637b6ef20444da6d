"""Measure resumetrack against its peers and print one Markdown table.

    python -m bench.run [--national | --year] [--rounds 7] [--json FILE] [--enterprises N] [--days N] [--seed N] ...

Everything runs as whole processes, in turn; a number is the median of its rounds. No table is printed unless all ways
give the same figures. The files are generated once into a folder of the system's temporary folder and used again;
the stores are removed at the end.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from importlib.metadata import version
from pathlib import Path

from bench import cases, year
from bench.answers import Answers, DisagreementError
from bench.contests import Contest, Effort, FailedError, Ground, hold
from bench.plan import NATIONAL, SMALL, YEAR, Plan, Written, add_plan_options, held, plan_from
from bench.processes import Cost
from bench.table import MIB, Row, markdown, plain

_BYTES_PER_OBSERVATION = 20
_ROW_BYTES = 95
_LIGHT_SECONDS = 60
"""Seconds that a table may take: one that is not there by then is a row that says so."""
_FREE = 4
"""Files, stores and scratch space together, as a multiple of the files."""


class Bench:
    """One run: the rows so far and where they come from."""

    def __init__(self, site: cases.Site, written: Written, ground: Ground, options: argparse.Namespace) -> None:
        self.site, self.written, self.ground, self.options = site, written, ground, options
        self.rows: list[Row] = []
        self.missing: list[str] = []

    def measure(self) -> None:
        """Hold every contest, in an order in which each finds the stores it needs."""
        light, heavy = (
            Effort(self.options.rounds, _LIGHT_SECONDS),
            Effort(self.options.heavy_rounds, self.options.limit),
        )
        once = replace(heavy, rounds=1)
        for contest in cases.starting(self.site):
            self._hold(contest, light)
        ingested = self._fill(heavy)
        if not ingested and not self.options.store:
            self.missing.append("the ingest did not come to its end, so nothing could be asked")
            return
        asked = [self._hold(contest, light) for contest in cases.asking(self.site)]
        for contest in cases.around(self.site, checked=True):
            self._hold(contest, light)
        all_periods = asked[1]
        if ingested is not None and all_periods is not None:
            contests, self.missing = cases.first_table(self.site, ingested + all_periods)
            for contest in contests:
                self._hold(contest, heavy)
        correcting, *corrected = cases.revising(self.site)
        if self.written.revised_rows:
            self._hold(correcting, once)
            for contest in corrected:
                self._hold(contest, light)
            self._hold(Contest("check", (cases.check_of_corrections(self.site),)), once, shown=False)
        loading, *with_roster = cases.with_roster(self.site)
        self._hold(loading, once)
        for contest in with_roster:
            self._hold(contest, light)
        self._hold(cases.one_more_day(self.site), heavy)
        self._weigh()

    def measure_year(self) -> None:
        """Ask a store that holds a year."""
        effort = Effort(self.options.heavy_rounds, self.options.limit)
        for contest in (*year.contests(self.site), cases.one_more_day(self.site)):
            self._hold(contest, effort)
        self._weigh()

    def _fill(self, effort: Effort) -> Cost | None:
        """Make the base store, or take the one given."""
        if self.options.store is None:
            return self._hold(cases.ingesting(self.site), effort)
        shutil.copyfile(self.options.store, self.site.base)
        return None

    def _hold(self, contest: Contest, effort: Effort, *, shown: bool = True) -> Cost | None:
        rows, ours = hold(contest, self.ground, effort)
        if shown:
            self.rows += rows
        return ours

    def _weigh(self) -> None:
        size = self.site.base.stat().st_size / self.written.rows
        met = size <= _BYTES_PER_OBSERVATION
        target = f"{_BYTES_PER_OBSERVATION} bytes per observation"
        self.rows.append(Row("store size", None, target, note=f"{size:.1f} bytes", met=met))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what the command line asks for."""
    options = _options(arguments)
    plan = plan_from(options, YEAR if options.year else NATIONAL if options.national else SMALL)
    with _folders(options, plan) as (data, work):
        site = cases.Site(options.program, data, work)
        written = year.fill(site, plan, _tell) if options.year else _generate(data, plan)
        ground = Ground(work, _tell, Answers())
        bench = Bench(site, written, ground, options)
        try:
            bench.measure_year() if options.year else bench.measure()
        except (FailedError, DisagreementError) as error:
            _tell(f"stopped: {error}")
            return 1
    notes = [*_circumstances(written, options), f"{ground.answers.count} tables compared, all agree", *bench.missing]
    sys.stdout.write("\n".join([*(f"- {note}" for note in notes), "", markdown(bench.rows)]))
    if options.json:
        found = {"plan": asdict(plan), "notes": notes, "rows": plain(bench.rows)}
        options.json.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n")
    return 0


def _circumstances(written: Written, options: argparse.Namespace) -> list[str]:
    plan, memory = written.plan, os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    asked = f"{written.rows:,} observations: {plan.enterprises:,} enterprises, {plan.days} days"
    versions = ", ".join(f"{name} {version(name)}" for name in ("resumetrack", "duckdb", "pandas", "typer"))
    return [
        f"{asked}, {written.bytes / 1e6:,.0f} MB of CSV",
        f"{os.cpu_count()} cores, {memory / (1 << 30):.0f} GiB, Python {platform.python_version()}, {versions}",
        f"medians of {options.rounds} rounds, {options.heavy_rounds} where files are read, 1 where a round takes long",
    ]


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.run", description="Measure resumetrack against its peers.")
    sizes = parser.add_mutually_exclusive_group()
    sizes.add_argument("--national", action="store_true", help="450,000 enterprises x 30 days; what follows changes it")
    sizes.add_argument(
        "--year",
        action="store_true",
        help="450,000 x 365 days: what is asked of the store; --work keeps it",
    )
    add_plan_options(parser)
    parser.add_argument("--rounds", type=int, default=7, help="rounds of what takes moments (default 7)")
    parser.add_argument("--heavy-rounds", type=int, help="rounds of what reads files (default 3, national 1)")
    parser.add_argument("--limit", type=float, default=900, help="seconds that reading files may take (default 900)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the numbers to this file, too")
    parser.add_argument("--data", type=Path, metavar="FOLDER", help="where the files are, or are to be generated")
    parser.add_argument("--work", type=Path, metavar="FOLDER", help="where to make the stores; it is kept")
    parser.add_argument(
        "--store", type=Path, metavar="FILE", help="a store that holds daily/ already: ingest is left out"
    )
    parser.add_argument(
        "--program",
        type=Path,
        metavar="FILE",
        default=Path(sys.executable).parent / "resumetrack",
        help="the program to measure",
    )
    options = parser.parse_args(arguments)
    if options.heavy_rounds is None:
        options.heavy_rounds = 1 if options.national or options.year else 3
    if not options.program.exists():
        parser.error(
            f"{options.program} is not there: install resumetrack beside this Python, or name it with --program"
        )
    return options


@contextmanager
def _folders(options: argparse.Namespace, plan: Plan) -> Iterator[tuple[Path, Path]]:
    """Give the folder of the files, and one for the stores that is gone afterwards unless it was named."""
    name = "-".join(str(value) for value in asdict(plan).values())
    data = options.data or Path(tempfile.gettempdir()) / f"resumetrack-bench-{name}"
    if options.work:
        options.work.mkdir(parents=True, exist_ok=True)
        yield data.resolve(), options.work.resolve()
    else:
        with tempfile.TemporaryDirectory(prefix="resumetrack-bench-stores-") as work:
            yield data.resolve(), Path(work)


def _generate(data: Path, plan: Plan) -> Written:
    """Use the files that are there, or generate them in a process of its own, which keeps this one small."""
    written = held(data)
    if written is not None and written.plan == plan:
        return written
    needed = _FREE * _ROW_BYTES * plan.enterprises * plan.days
    data.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(data).free
    if free < needed:
        raise SystemExit(
            f"{data} has {free // MIB:,} MiB free, {needed // MIB:,} are needed; TMPDIR or --data names another place"
        )
    _tell(f"generating {data}")
    given = [f"--{name}={value}" for name, value in asdict(plan).items()]
    subprocess.run([sys.executable, "-m", "bench.generate", str(data), *given], check=True, stdout=sys.stderr)  # noqa: S603
    found = held(data)
    if found is None:
        raise SystemExit(f"{data} was not written to the end")
    return found


def _tell(text: str) -> None:
    sys.stderr.write(f"bench: {text}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
