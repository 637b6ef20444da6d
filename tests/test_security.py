"""Hostile input, end to end: what the data, a name, a flag or a profile holds is data and never anything else.

docs/security.md lists the threats; each row names its tests, here and elsewhere.
"""

import csv
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import unicodedata
import zipfile
from importlib import import_module
from pathlib import Path

import pytest
from typer.main import get_command

from conftest import Run, invoke
from resumetrack.cli.commands import SUMMARIES, app
from resumetrack.errors import ExitCode
from resumetrack.reading.files.raw import UNPACKED_FREE
from resumetrack.store import Scratch, Store
from resumetrack.store.engine import Engine

ROOT = Path(__file__).parent.parent
ESCAPES = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202egnp\u2066\u200b\rx"
MARKUP = "[red]x[/red] [link=http://evil]y[/link] <script>alert(1)</script> | `z` \\"
FORMULAS = ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1:A9)", "＝1+1")
SHOWING = (
    "log",
    "lists",
    "panels",
    "rates --by region",
    "enterprises",
    "coverage",
    "rates --by {} --period all",
    "doctor",
)
SQL = (
    "'; DROP TABLE observation; --",
    '"; DELETE FROM report; --',
    "x' OR '1'='1",
    "$$; ATTACH 'stolen.duckdb' AS s; --",
    "') UNION SELECT content FROM read_text('/etc/passwd') --",
    "\\'; COPY report TO 'stolen.csv'; --",
    "%s{}?$1\x00",
)


def hostile(text: str) -> list[str]:
    """Characters that a terminal could obey or nobody could see."""
    return [one for one in text if unicodedata.category(one) in {"Cc", "Cf", "Zl", "Zp"} and one != "\n"]


def sound(store: Path) -> bool:
    with Scratch(store) as scratch, Store(store, scratch=scratch) as opened:
        return not any(check.problems for check in opened.verify())


def record(*cells: str) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n", quoting=csv.QUOTE_ALL).writerow(cells)
    return line.getvalue()


# -- what is shown ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [ESCAPES, MARKUP], ids=["escapes", "markup"])
def test_hostile_text_is_shown_and_never_obeyed(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever cells, headers, names of files and lists hold, no terminal is given anything to obey."""
    monkeypatch.chdir(tmp_path)
    name = re.sub(r"[/\x00]", "", text)[:60]
    head = record("enterprise_id", "period", "status", "region", "name", f"kind {text}")
    file = Path(f"day{name}.csv")
    file.write_text(
        head
        + record(f"E1{text}", "2020-03-01", "full", f"31{text}", text, text)
        + record("E2", "2020-03-01", f"bad{text}", "310000", text, text)
        + "".join(record(f"F{number}", "2020-03-01", "full", "310000", text, text) for number in range(30)),
        encoding="utf-8", newline="",
    )  # fmt: skip
    done = invoke(shlex.join(["ingest", str(file)]))
    assert done.code == ExitCode.DATA_PROBLEM
    assert not hostile(done.out + done.err)
    Path("list.csv").write_text(
        record("enterprise_id", "batch") + record(f"E1{text}", text), encoding="utf-8", newline=""
    )
    invoke(shlex.join(["lists", "add", f"list {text}", "list.csv"]))
    for command in SHOWING:
        line = command.format(shlex.quote(f"kind {text}")) if "{}" in command else command
        for form in ("table", "md"):
            done = invoke(f"{line} -f {form}")
            assert done.code == ExitCode.DONE, done.err
            assert not hostile(done.out + done.err)
            assert "\x1b" not in done.out
    for bad in (f"rates --by {shlex.quote(text)}", f"rates --where {shlex.quote(text)}", shlex.quote(f"rates{text}")):
        done = invoke(bad)
        assert done.code == ExitCode.USAGE
        assert not hostile(done.err)


def test_formulas_are_faithful_in_pipes_and_guarded_for_excel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """csv and json give cells to the letter; with --excel no text begins a formula, and numbers stay numbers."""
    monkeypatch.chdir(tmp_path)
    rows = (record(f"E{place}", "2020-03-01", "full", cell) for place, cell in enumerate(FORMULAS))
    Path("day.csv").write_text(record("enterprise_id", "period", "status", "name") + "".join(rows), encoding="utf-8")
    assert invoke("ingest day.csv").code == ExitCode.DONE
    plain = list(csv.DictReader(io.StringIO(invoke("enterprises -f csv").out)))
    assert [row["name"] for row in plain] == list(FORMULAS)
    assert [row["name"] for row in json.loads(invoke("enterprises -f json").out)] == list(FORMULAS)
    out = invoke("enterprises --excel -o guarded.csv")
    assert out.code == ExitCode.DONE
    written = Path("guarded.csv").read_bytes()
    assert written.startswith(b"\xef\xbb\xbfperiod,")
    assert written.count(b"\r\n") == written.count(b"\n") == len(FORMULAS) + 1
    guarded = list(csv.DictReader(io.StringIO(written.decode("utf-8-sig"))))
    assert [row["name"] for row in guarded] == [f"'{cell}" for cell in FORMULAS]


# -- SQL --------------------------------------------------------------------------------------------------------------


def options() -> list[tuple[str, str]]:
    """Every option that takes a text, with its command."""
    program = get_command(app)
    commands = {name: program.get_command(None, name) for name in SUMMARIES}  # type: ignore[attr-defined]
    return [
        (name, parameter.opts[0])
        for name, command in commands.items()
        for parameter in command.params
        if not getattr(parameter, "is_flag", False) and parameter.opts[0].startswith("--")
    ]


def names() -> set[str]:
    """What is in the working folder."""
    return {path.name for path in Path().iterdir()}


ARGUMENTS = {"ingest": ["2020-03-01.csv"], "check": ["2020-03-01.csv"], "roster": ["roster.csv"], "undo": ["99"]}


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("sql", [SQL[0], SQL[4], SQL[-1]])
def test_sql_in_any_option_is_only_text(sql: str) -> None:
    """No option of any command brings a statement into the engine: the store is sound, and no other file appears."""
    before, files = invoke("log -f csv").out.splitlines(), names()
    for command, option in options():
        if command in {"demo", "restore"} or option in {"--store", "--output"}:
            continue
        done = invoke(shlex.join([command, *ARGUMENTS.get(command, []), option, sql]))
        assert done.code in set(ExitCode)
    assert set(before) <= set(invoke("log -f csv").out.splitlines())
    assert sound(Path("resumetrack.duckdb"))
    assert names() == files


@pytest.mark.parametrize("sql", SQL)
def test_sql_in_a_file_is_only_text(sql: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cells, headers, names of files, panels, lists and attributes are kept to the letter."""
    monkeypatch.chdir(tmp_path)
    sql = sql.replace("\x00", "")
    head = record("enterprise_id", "period", "status", "region", "name", sql, "difficulty")
    name = sql.replace("/", "")
    Path(f"{name}.csv").write_text(head + record(sql, "2020-03-01", "full", sql, sql, sql, sql), encoding="utf-8")
    assert invoke(shlex.join(["ingest", f"./{name}.csv", "--panel", sql])).code == ExitCode.DONE
    Path("list.csv").write_text(record("enterprise_id", "batch") + record(sql, sql), encoding="utf-8")
    assert invoke(shlex.join(["lists", "add", sql, "list.csv"])).code == ExitCode.DONE
    [row] = json.loads(invoke("enterprises -f json").out)
    assert {row[column] for column in ("enterprise_id", "name", "region", "difficulty")} == {sql}
    for line in (
        ["--by", sql],
        ["--list", sql, "--by", "list,batch"],
        ["--where", f"region={sql}"],
    ):
        done = invoke(shlex.join(["rates", *line, "-f", "json"]))
        assert done.code in {ExitCode.DONE, ExitCode.USAGE}, done.err
    assert json.loads(invoke("log -f json").out)[0]["panel"] == sql
    assert sound(Path("resumetrack.duckdb"))
    assert names() == {f"{name}.csv", "list.csv", "resumetrack.duckdb"}


ESCAPING = (
    "FROM read_csv('secret.csv')",
    "FROM read_text('/etc/passwd')",
    "FROM 'secret.csv'",
    "FROM glob('/etc/*')",
    "COPY (SELECT 1) TO 'stolen.csv'",
    "COPY report TO '/tmp/stolen.parquet'",
    "EXPORT DATABASE 'stolen'",
    "ATTACH 'other.duckdb' AS other",
    "ATTACH ':memory:' AS m; ATTACH 'other.duckdb' (TYPE sqlite)",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SET enable_external_access = true",
    "SET allowed_directories = ['/']",
    "SET lock_configuration = false",
    "SET temp_directory = '/tmp/stolen'",
    "PRAGMA enable_logging",
    "SELECT getenv('HOME')",
    "CREATE SECRET s (TYPE s3)",
)


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("sql", ESCAPING)
def test_the_engine_is_locked_down(sql: str) -> None:
    """Even a statement that came in would reach no other file, no network and no setting."""
    Path("secret.csv").write_text("a\n1\n", encoding="utf-8")
    files = names()
    with Engine(Path("resumetrack.duckdb")) as engine:
        engine.attach(write=False, wait=0)
        with pytest.raises(Exception, match=r".") as caught:
            engine.execute(sql)
        assert type(caught.value).__module__ == "_duckdb"
    assert names() == files


# -- files ------------------------------------------------------------------------------------------------------------


def test_names_are_only_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Members of archives and links reach nothing outside; odd names of files and stores are used as they are."""
    (tmp_path / "in").mkdir()
    monkeypatch.chdir(tmp_path / "in")
    day = "enterprise_id,period,status\na,2020-03-01,full\n"
    with zipfile.ZipFile("days.zip", "w") as archive:
        for member in ("../out.csv", f"{tmp_path}/out2.csv", "a/../../out.csv", "good.csv"):
            archive.writestr(member, day)
    done = invoke("ingest days.zip")
    assert done.code in {ExitCode.DONE, ExitCode.REFUSED}
    for name in ("$(touch out).csv", "; touch out.csv", "-rf.csv", "a'b\"c.csv", "%2e%2e.csv"):
        Path(name).write_text(day.replace("a,", f"{len(name)},"), encoding="utf-8")
        assert invoke(shlex.join(["ingest", f"./{name}", "--again"])).code == ExitCode.DONE
        store = name.replace(".csv", ".duckdb")
        assert invoke(shlex.join(["ingest", f"./{name}", "--store", f"./{store}"])).code == ExitCode.DONE
        assert sound(Path(store))
    assert not list(tmp_path.glob("out*"))
    assert not Path("out").exists()


def test_a_workbook_that_is_a_bomb_is_refused(office: Path) -> None:
    """A sheet that unpacks to a thousand times its size is refused before it is unpacked, and nothing is stored."""
    import_module("openpyxl").Workbook().save(office / "model.xlsx")
    with (
        zipfile.ZipFile(office / "model.xlsx") as good,
        zipfile.ZipFile(office / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as bomb,
    ):
        for name in good.namelist():
            content = good.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = content.replace(b"<sheetData", b" " * (UNPACKED_FREE + 1) + b"<sheetData")
            bomb.writestr(name, content)
    done = invoke("ingest bomb.xlsx")
    assert done.code == ExitCode.REFUSED
    assert "unpacks to more than" in done.err


WATCHED = """
import os, sys
opened = []
def hook(event, args):
    if event == "open" and isinstance(args[0], (str, bytes)):
        flags = args[2] if isinstance(args[2], int) else 0
        how = "write" if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) else "read"
        opened.append((how, os.path.abspath(os.fsdecode(args[0]))))
    elif event.split(".")[0] in {"socket", "subprocess", "webbrowser"} or event in {"os.system", "os.exec"}:
        opened.append((event, ""))
sys.addaudithook(hook)
from resumetrack.cli import main
try:
    main()
finally:
    print(*(f"{how}\\t{what}" for how, what in opened), sep="\\n", file=sys.stderr)
"""


def test_a_profile_reads_and_writes_nothing_else(office: Path) -> None:
    """Files named in a profile are not opened, and a command opens no file, socket or program beside its own."""
    outside = office.parent / "outside.csv"
    outside.write_text("secret\n", encoding="utf-8")
    profile = office / "p.toml"
    profile.write_text(
        f"[panel]\nname = '{outside}'\n[columns]\nname = '{outside}'\n[columns.region]\nconstant = '@{outside}'\n",
        encoding="utf-8",
    )
    day = f"enterprise_id,period,status,{outside}\na,2020-03-01,full,{outside.as_uri()}\n"
    (office / "day.csv").write_text(day, encoding="utf-8")
    environment = {**os.environ, "TMPDIR": str(office), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, "ingest", "day.csv", "--profile", "p.toml"],
        cwd=office, env=environment, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == ExitCode.DONE, done.stderr
    opened = [tuple(line.split("\t")) for line in done.stderr.splitlines() if "\t" in line]
    assert ("read", str(office / "p.toml")) in opened
    written = {what for how, what in opened if how == "write"}
    # The library tries the temporary folder with a file of eight letters.
    own = re.compile(rf"{re.escape(str(office))}/(resumetrack.*|\w{{8}})|{os.devnull}")
    assert not [what for what in written if not own.fullmatch(what)]
    assert str(outside) not in {what for _, what in opened}
    assert {how for how, _ in opened} == {"read", "write"}


@pytest.mark.parametrize("key", ["include = 'other.toml'", "[file]\npath = '/etc/passwd'", "[output]\nfile = 'x'"])
def test_a_profile_has_no_other_keys(key: str, office: Path) -> None:
    """What a profile may say is a closed list, and none of it names a file to read or write."""
    (office / "p.toml").write_text(f"{key}\n", encoding="utf-8")
    assert invoke("check 2020-03-01.csv --profile p.toml").code == ExitCode.CONFIGURATION


def test_stores_and_backups_are_private(office: Path, run: Run) -> None:
    """Store, log, lock, backup and scratch are for the owner alone, whatever the caller's mask."""
    shutil.rmtree(office / "tmp", ignore_errors=True)
    (office / "tmp").mkdir()
    watch = (
        "import os, sys\nos.umask(0)\nfrom pathlib import Path\nfrom resumetrack.store.engine import Engine\n"
        "execute, seen = Engine.execute, set()\n"
        "def watched(self, sql):\n"
        "    for path in [*Path().glob('new.duckdb*'), *Path('tmp').rglob('*')]:\n"
        "        seen.add((path.name.split('-')[0], oct(path.stat().st_mode & 0o777)))\n"
        "    return execute(self, sql)\n"
        "Engine.execute = watched\nfrom resumetrack.cli import main\n"
        "try:\n    main()\nfinally:\n    print(*sorted(map(' '.join, seen)), sep='\\n', file=sys.stderr)\n"
    )
    environment = {**os.environ, "TMPDIR": str(office / "tmp")}
    done = subprocess.run(
        [sys.executable, "-c", watch, "ingest", "2020-03-01.csv", "--store", "new.duckdb"],
        cwd=office, env=environment, capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    seen = dict(line.split(" ") for line in done.stderr.splitlines())
    assert {seen[name] for name in seen if name.startswith("new.duckdb")} == {"0o600"}
    assert {"new.duckdb", "new.duckdb.wal", "new.duckdb.lock"} <= set(seen)
    assert seen["resumetrack"] == "0o700"
    assert run("backup", "copy.duckdb", "--store", "new.duckdb", cwd=office).code == ExitCode.DONE
    assert (office / "copy.duckdb").stat().st_mode & 0o777 == 0o600


# -- the table of threats ---------------------------------------------------------------------------------------------


def test_every_threat_names_tests_that_exist() -> None:
    """Each row of docs/security.md names at least one test, and each test named is there."""
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    threats = page.split("\n## Threats\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (?!threat)(.+) \|$", threats, re.MULTILINE)
    assert len(rows) >= 12
    for row in rows:
        named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", row)
        assert named, row
        for file, test in named:
            assert re.search(rf"^def {test}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE), (file, test)
