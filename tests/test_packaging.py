"""What is shipped: the wheel is complete, the pins are hashed, and no file names a package index or a machine."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
LOCKS = ("requirements/run.txt", "requirements/dev.txt")
# Brackets keep these patterns from matching this file.
FOREIGN = re.compile(
    rb"pypi[.]org|python[h]osted|(?<!no-emit-)[i]ndex-url[ =]|PIP_[I]NDEX|file:[/]{2}"
    rb"|(?<![\w.~$})*-])[/](?:work|root|home|opt|Users)[/]"
)


def kept_files() -> list[str]:
    """Every file that is, or is about to be, under version control."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    return sorted({name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()})


def requirements(lock: str) -> list[str]:
    """The entries of a lock file, one line each, comments left out."""
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def pins(lock: str) -> dict[tuple[str, str], str]:
    """Version of each requirement, by name and environment marker."""
    parsed = [Requirement(entry.split("--hash")[0]) for entry in requirements(lock)]
    return {(pin.name, str(pin.marker or "")): str(pin.specifier) for pin in parsed}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Names of the files in a wheel built from this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.whl")
    return zipfile.ZipFile(built).namelist()


@pytest.mark.parametrize(
    ("folder", "place"),
    [
        ("src/resumetrack", "resumetrack"),
        ("sample_data", "resumetrack/_sample_data"),
        ("examples/profiles", "resumetrack/_example_profiles"),
    ],
)
def test_wheel_holds_every_file(wheel: list[str], folder: str, place: str) -> None:
    """Code, sample data and example profiles all arrive in the wheel."""
    kept = [name.removeprefix(folder) for name in kept_files() if name.startswith(f"{folder}/")]
    assert kept, f"{folder} is empty"
    assert not [name for name in kept if f"{place}{name}" not in wheel]


def test_wheel_holds_the_code_lists(wheel: list[str]) -> None:
    """Code lists are data files beside the code that reads them."""
    assert [name for name in wheel if name.startswith("resumetrack/classify/") and not name.endswith(".py")]


def test_wheel_holds_nothing_else(wheel: list[str]) -> None:
    """Tests, scripts and stores stay out of the wheel."""
    assert not [name for name in wheel if not re.match(r"resumetrack(-[\d.]+\.dist-info)?/", name)]
    assert not [name for name in wheel if name.endswith((".pyc", ".duckdb"))]


def test_no_file_names_an_index_or_a_machine() -> None:
    """No file under version control holds a package index address or an absolute path of some machine."""
    names = kept_files()
    assert "pyproject.toml" in names
    found = {name: sorted(set(FOREIGN.findall((ROOT / name).read_bytes()))) for name in names}
    assert not {name: hits for name, hits in found.items() if hits}


def test_no_lock_file_with_addresses() -> None:
    """Lock files that record download addresses are not kept."""
    refused = {"uv.lock", "poetry.lock", "pdm.lock", "pylock.toml", "Pipfile.lock"}
    assert not refused & {Path(name).name for name in kept_files()}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_pinned_with_hashes(lock: str) -> None:
    """An installation takes exactly the files that were locked."""
    entries = requirements(lock)
    assert entries
    whole = re.compile(r"[\w.-]+==[^\s;]+( ; [^\\]+?)?(\s+--hash=sha256:[0-9a-f]{64})+\s*")
    assert not [entry for entry in entries if not whole.fullmatch(entry)]
    assert "://" not in (ROOT / lock).read_text(encoding="utf-8")


def test_what_users_run_is_what_was_tested() -> None:
    """The run-time pins are among the development pins."""
    run, dev = (pins(lock) for lock in LOCKS)
    assert run.items() <= dev.items()


@pytest.mark.parametrize(("lock", "groups"), [(LOCKS[0], ["build"]), (LOCKS[1], ["build", "dev"])])
def test_pins_answer_what_the_project_declares(lock: str, groups: list[str]) -> None:
    """Each declared requirement is pinned, to a version it allows: `make lock` was not forgotten."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    declared = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    for group in groups:
        declared += [entry for entry in project["dependency-groups"][group] if isinstance(entry, str)]
    held = {name: version.removeprefix("==") for (name, _), version in pins(lock).items()}
    wanted = [Requirement(entry) for entry in declared]
    assert not [str(want) for want in wanted if want.name not in held or not want.specifier.contains(held[want.name])]
