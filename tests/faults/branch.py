"""A branch office for the fault suite: small files of every kind, and what a store must be like after each."""

import hashlib
import os
import random
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from resumetrack.tracker import Tracker

STATUSES = ("full", "partial", "suspended", "closed", "")
REGIONS = ("310000", "420000", "440300")
SEEN = ("report", "panel", "kind", "file", "rows", "accepted", "rejected", "duplicate", "blank", "state")
KILLED = -9


@dataclass(frozen=True)
class Deed:
    """A command that changes a store: its words, and the steps of it that may each be done or not, in order."""

    words: tuple[str, ...]
    steps: tuple[tuple[str, dict[str, Any]], ...]


@dataclass
class Branch:
    """A folder with files, a store, and a twin of it that the same deeds are done to without any fault."""

    folder: Path
    seed: int
    twin: Path
    dice: random.Random = field(init=False)
    count: int = 0
    _expected: tuple[object, ...] | None = None
    _sound: str | None = None

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)  # noqa: S311 - which faults, no secret
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "tmp").mkdir(exist_ok=True)

    @property
    def store(self) -> Path:
        return self.folder / "store.duckdb"

    # -- files -----------------------------------------------------------------------------------------------

    def file(self, name: str, lines: list[str]) -> str:
        """Write a file of that name: its path from the folder."""
        (self.folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
        return name

    def report(self) -> str:
        """Write a report on one of four days: of all enterprises or some, with all columns or status alone."""
        self.count += 1
        day = f"2020-03-0{self.dice.randint(1, 4)}"
        who = [f"E{number:03}" for number in range(60) if self.dice.random() < 0.8]
        if self.dice.random() < 0.3:
            lines = ["enterprise_id,period,status", *(f"{one},{day},{self.dice.choice(STATUSES)}" for one in who)]
        else:
            lines = ["enterprise_id,period,status,employees,on_duty,region"]
            for one in who:
                staff = self.dice.randint(1, 500)
                duty = self.dice.randint(0, staff)
                status, region = self.dice.choice(STATUSES), self.dice.choice(REGIONS)
                lines.append(f"{one},{day},{status},{staff},{duty},{region}")
        return self.file(f"report{self.count:03}.csv", lines)

    def roster(self) -> str:
        """Write a roster."""
        self.count += 1
        lines = ["enterprise_id,name,region,employees"]
        for number in range(80):
            if self.dice.random() < 0.9:
                region, staff = self.dice.choice(REGIONS), self.dice.randint(1, 500)
                lines.append(f"E{number:03},Works {number},{region},{staff}")
        return self.file(f"roster{self.count:03}.csv", lines)

    # -- deeds -----------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """A roster and two reports, on the store and on its twin."""
        for deed in (self.load(), self.ingest(), self.ingest()):
            for path in (self.store, self.twin):
                self.do(path, *deed.steps[0])

    def any_deed(self) -> Deed:
        """Choose what to do next."""
        makers = (self.ingest, self.ingest_both, self.ingest_each, self.ingest_instead, self.undo, self.load)
        return self.dice.choice(makers)()

    def ingest(self) -> Deed:
        name = self.report()
        return Deed(("ingest", name), (("ingest", {"files": [name]}),))

    def ingest_both(self) -> Deed:
        names = [self.report(), self.report()]
        return Deed(("ingest", *names), (("ingest", {"files": names}),))

    def ingest_each(self) -> Deed:
        names = [self.report() for _ in range(3)]
        return Deed(("ingest", "--each", *names), tuple(("ingest", {"files": [name]}) for name in names))

    def ingest_instead(self) -> Deed:
        name, old = self.report(), self._any_report("report")
        if old is None:
            return self.ingest()
        return Deed(("ingest", name, "--replaces", str(old)), (("ingest", {"files": [name], "replaces": old}),))

    def undo(self) -> Deed:
        old = self._any_report("report", "roster")
        return self.ingest() if old is None else Deed(("undo", str(old)), (("undo", {"report": old}),))

    def load(self) -> Deed:
        name = self.roster()
        return Deed(("roster", name), (("roster", {"file": name}),))

    def _any_report(self, *kinds: str) -> int | None:
        """A report of the twin that is in force."""
        found = [row["report"] for row in log(self.twin) if row["kind"] in kinds and row["state"] != "withdrawn"]
        return self.dice.choice(found) if found else None

    def do(self, path: Path, method: str, given: dict[str, Any]) -> None:
        """Do a step in this process, without any fault."""
        tracker = Tracker(path)
        match method:
            case "ingest":
                files = [self.folder / name for name in given["files"]]
                tracker.ingest(*files, replaces=given.get("replaces"))
            case "roster":
                tracker.roster(self.folder / given["file"])
            case "undo":
                tracker.undo(given["report"])

    def start(self, *words: str, **how: Any) -> "subprocess.Popen[str]":
        """Start a command on the store in a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "resumetrack", *words],
            cwd=self.folder, env=self.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
            **how,
        )  # fmt: skip

    def environment(self) -> Mapping[str, str]:
        """Nothing of a command that is killed stays elsewhere."""
        return {
            **os.environ,
            "RESUMETRACK_STORE": str(self.store),
            "TMPDIR": str(self.folder / "tmp"),
            # Where files may not grow, Python leaves byte code cut off that spoils every later start.
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    # -- what must hold --------------------------------------------------------------------------------------

    def settle(self, deed: Deed) -> int:
        """Find out how many steps of a deed were done, and do as many to the twin: whole, in order, or not at all."""
        now = log(self.store)
        for done in range(len(deed.steps) + 1):
            if log(self.twin) == now:
                return done
            if done < len(deed.steps):
                self.do(self.twin, *deed.steps[done])
                self._expected = None
        raise AssertionError(f"{deed.words} is neither done nor undone:\n{now}\n{log(self.twin)}")

    def check(self) -> None:
        """The store is sound and gives the figures of its twin.

        Where neither has changed since they were last found so, to the byte, they are not asked again.
        """
        now = self._bytes()
        if now is not None and now == self._sound:
            return
        if self._expected is None:
            self._expected = figures(self.twin)
        assert not problems(self.store)
        assert figures(self.store) == self._expected
        self._sound = self._bytes()

    def _bytes(self) -> str | None:
        """Tell the store and its twin from all others; None where something beside a store is not folded into it."""
        stores = (self.store, self.twin)
        if any(path.with_name(f"{path.name}.wal").exists() for path in stores):
            return None
        return hashlib.sha256(b"".join(path.read_bytes() for path in stores)).hexdigest()

    def rebuild(self) -> None:
        """A store built from the reports that survive gives the same figures."""
        fresh = self.folder / "fresh.duckdb"
        for row in log(self.store):
            if row["state"] != "withdrawn":
                loads_roster = row["kind"] == "roster"
                given = {"file": row["file"]} if loads_roster else {"files": [row["file"]]}
                self.do(fresh, "roster" if loads_roster else "ingest", given)
        assert figures(fresh) == figures(self.store)
        fresh.unlink()


def log(path: Path) -> list[dict[str, Any]]:
    """What was delivered, without the times and folders."""
    records = Tracker(path).log().records()
    return [{name: record[name] for name in SEEN} | {"file": Path(str(record["file"])).name} for record in records]


def figures(path: Path) -> tuple[object, ...]:
    """Rates of every period by region, and who is behind them."""
    tracker = Tracker(path)
    return tracker.rates(by="region", period="all").rows, tracker.enterprises(period="all").rows


def problems(path: Path) -> list[dict[str, Any]]:
    """What `verify` finds."""
    return [record for record in Tracker(path).verify().table.records() if record["state"] != "ok"]
