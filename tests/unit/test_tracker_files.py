"""Files asked as they lie there: the answers are those of a store that took them in, and nothing is left behind."""

import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from conftest import Run
from resumetrack.errors import RefusedError, UsageError
from resumetrack.model import Kind, Table
from resumetrack.reading.rows import bulk
from resumetrack.tracker.answers import Answers
from resumetrack.tracker.files import FilesTracker
from store_office import Office

REGIONS = ("310115", "320500", "420100", "")
STATUSES = ("full", "partial", "suspended", "closed", "")
LENIENT = (0, 1.0)
REPORT = "period,enterprise_id,status,employees,on_duty,region\n"
SOME = REPORT + "2022-04-01,A1,full,10,5,310000\n2022-04-01,A2,opened?,10,5,310000\n2022-04-02,A1,closed,,,310000\n"


@pytest.fixture(autouse=True)
def nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """However a question ends, the scratch folder is gone."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield
    assert not list(folder.iterdir())


def report(dice: random.Random, day: int) -> Iterator[str]:
    """Write a report of some enterprises on one day or two: with all columns or a few, with repeats and odd rows."""
    columns = [
        "period",
        "enterprise_id",
        "status",
        *(["employees", "on_duty", "region"] if dice.random() < 0.7 else []),
    ]
    yield ",".join(columns)
    for number in range(40):
        for period in (day, day + 1)[: dice.choice((1, 1, 1, 2))]:
            said = {
                "period": f"2022-04-{period:02}",
                "enterprise_id": f"E{dice.choice((number, number, number, 3)):03}",
                "status": dice.choice(STATUSES) if dice.random() < 0.97 else "half open",
                "employees": dice.choice(("", "7", "120", "2,300.5")),
                "on_duty": dice.choice(("", "0", "5", "-")),
                "region": REGIONS[number % 4],
            }
            if dice.random() < 0.8:
                yield ",".join(f'"{said[one]}"' if "," in said[one] else said[one] for one in columns)


def answers(tracker: Answers, kind: int) -> list[Any]:
    """Ask for figures of two kinds."""
    tables: Sequence[Callable[[], Table]] = (
        lambda: tracker.rates(by="region", period="all"),
        lambda: tracker.enterprises(period="all"),
        lambda: tracker.rates(period="latest", indicators=("operating_rate_staff", "return_rate_mean")),
        lambda: tracker.trend(by="region"),
        lambda: tracker.rates(by="region", period="all", carry=2),
        lambda: tracker.coverage(by="region", period="all"),
    )
    asked = (tables[kind % 6](), tables[(kind + 1) % 6]())
    return [(table.rows, table.notes) for table in asked]


@pytest.mark.parametrize("seed", range(12))
def test_answers_are_those_of_a_store(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of reports that revise and repeat each other, close and say little; in bulk or not, with a roster or without."""
    dice = random.Random(seed)  # noqa: S311 - which files, no secret
    monkeypatch.setattr(bulk, "LEAST_SIZE", (0, 1 << 20)[seed % 2])
    office = Office(tmp_path)
    files = [
        office.file("\n".join(report(dice, dice.randint(1, 6))), f"{number}.csv")
        for number in range(dice.randint(1, 6))
    ]
    roster = None
    if seed % 3:
        lines = [f"E{number:03},{REGIONS[number % 3]},{dice.choice(('', 9, 300))}" for number in range(5, 50)]
        roster = office.file("\n".join(["enterprise_id,region,employees", *lines]), "roster.csv")
        office.take([roster], kind=Kind.ROSTER, complete=True, max_rejects=LENIENT)
    stored = office.take(files, each=True, max_rejects=LENIENT)
    asked = FilesTracker(*files, roster=roster, max_rejects=LENIENT)
    assert answers(asked, seed) == answers(office.tracker, seed)
    assert asked.read is not None
    assert asked.read.code == stored.code
    counts = [one.counts for one in asked.read.results]
    assert counts[: len(files)] == [one.counts for one in stored.results]


def test_a_file_that_is_refused_ends_the_question(tmp_path: Path) -> None:
    """Figures without one of the files named would be taken for figures of all."""
    office = Office(tmp_path)
    files = [office.file(SOME, "1.csv"), office.file("region,amount\n420000,5", "2.csv")]
    with pytest.raises(RefusedError, match=r"2\.csv"):
        FilesTracker(*files, max_rejects=LENIENT).rates()


def test_each_file_goes_to_the_panel_of_its_profile(tmp_path: Path) -> None:
    """The panel named is the one that is asked; the roster goes there, too, or to the only one."""
    office = Office(tmp_path)
    (tmp_path / "profiles").mkdir()
    files = []
    for name, count in (("small", 2), ("large", 3)):
        header = "period,enterprise_id,status,employees" + f",{name}"
        rows = [f"2022-04-01,{name}{one},full,{one},x" for one in range(count)]
        files.append(office.file("\n".join([header, *rows]), f"{name}.csv"))
        profile = f'[match]\nheaders = ["{name}"]\n[panel]\nname = "{name}"\n'
        (tmp_path / "profiles" / f"{name}.toml").write_text(profile)
    roster = office.file("enterprise_id\nsmall0\nsmall1\nsmall2\nsmall3", "roster.csv")
    profiles = tmp_path / "profiles"
    table = FilesTracker(*files, roster=roster, profile=profiles, panel="small").rates()
    assert [(row["reporting"], row["enterprises"]) for row in table.records()] == [(2, 4)]
    table = FilesTracker(files[1], roster=roster, profile=profiles).rates()
    assert [(row["reporting"], row["enterprises"]) for row in table.records()] == [(3, 4)]
    with pytest.raises(UsageError, match="2 panels"):
        FilesTracker(*files, profile=profiles).rates()


def test_the_roster_has_an_encoding_of_its_own_and_may_stand_among_the_files(tmp_path: Path) -> None:
    """What is stated of the files is not said of the roster."""
    (tmp_path / "inbox").mkdir()
    said = "period,enterprise_id,status,name\n2022-04-01,A1,full,鐵路\n"
    (tmp_path / "inbox" / "1.csv").write_bytes(said.encode("big5"))
    roster = tmp_path / "inbox" / "roster.csv"
    roster.write_text("企业编号,企业名称\nA1,甲\nA2,乙\n", encoding="utf-8")
    table = FilesTracker(tmp_path / "inbox", roster=roster, encoding="big5").rates()
    assert [(row["reporting"], row["enterprises"]) for row in table.records()] == [(1, 2)]


def test_advice_that_is_for_a_store_is_said_to_be(tmp_path: Path) -> None:
    """`--period` is the one that is asked here, not that of the file."""
    with pytest.raises(RefusedError) as caught:
        FilesTracker(Office(tmp_path).file("enterprise_id,status\nA1,full", "f.csv")).rates()
    said = "; that --period is one of `resumetrack ingest`, not of a question to files, for which a profile has it: "
    assert said in caught.value.hint
    assert caught.value.hint.endswith("[columns] period = { constant = DATE }")


def test_what_only_a_store_can_tell_is_refused(tmp_path: Path) -> None:
    """Files do not say when they came, and have no lists; a name that is empty is none."""
    tracker = FilesTracker(Office(tmp_path).file(SOME), max_rejects=LENIENT)
    for ask in (
        lambda: tracker.rates(as_of="2022-04-01"),
        lambda: tracker.rates(lists=("key",)),
        FilesTracker,
        lambda: FilesTracker(""),
        lambda: FilesTracker("-", roster="-"),
    ):
        with pytest.raises(UsageError):
            ask()


def test_by_command(run: Run, tmp_path: Path) -> None:
    """From a pipe to a table: exit code and last line tell of rejected rows, and no store is made."""
    done = run(
        "rates",
        "--files",
        "-",
        "--period",
        "all",
        "-f",
        "csv",
        "--lang",
        "en",
        stdin=SOME,
    )
    assert done.code == 1
    assert [line.split(",")[:5] for line in done.out.splitlines()] == [
        ["period", "enterprises", "reporting", "full", "partial"],
        ["2022-04-01", "", "1", "1", "0"],
        ["2022-04-02", "", "1", "0", "0"],
    ]
    assert "note: read 1 file, 2 rows; nothing is stored\nstdin: status not understood x 1 (rejected)" in done.err
    (tmp_path / "reports").mkdir()
    for number, text in enumerate((SOME.replace("opened?", "full"), SOME.replace("opened?", "full"))):
        (tmp_path / "reports" / f"{number}.csv").write_text(text)
    (tmp_path / "reports" / "notes.odt").write_text("no table")
    (tmp_path / "roster.csv").write_text("enterprise_id,region,employees\nA1,310000,9\nA2,310000,9\nA9,310000,9\n")
    for command in ("rates", "trend", "coverage", "card", "enterprises"):
        done = run(command, "--files", "reports", "--roster", "roster.csv")
        assert done.code == 0, done.err
        assert "note: read 3 files, 6 rows; nothing is stored\nnote: 1 of them with the bytes of another\n" in done.err
        assert "notes.odt is of no kind that is read; passed over\n" in done.err
    done = run("why", "--files", "reports", "--period", "2022-04-01", "--where", "region=31")
    assert "reports/0.csv:3" in done.out
    assert run("rates", "--files", "nothing.csv").code == 66
    for words in (
        ("--roster", "roster.csv"),
        ("--profile", "p.toml"),
        ("--encoding", "gbk"),
        ("--files", "reports", "--lake", "."),
    ):
        assert run("rates", *words).code == 2
    assert {one.name for one in tmp_path.iterdir() if one.suffix} == {"roster.csv"}
