"""No room, no permission, nobody listening: a clear message, the right code, and nothing changed."""

import ctypes
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from conftest import Finished
from faults.branch import Branch, Deed, log
from resumetrack.errors import ExitCode

_CAP_DAC_OVERRIDE, _CAP_DAC_READ_SEARCH, _PR_CAPBSET_DROP = 1, 2, 24
NO_ROOM = ("no space left", "File too large", "there is no temporary folder that can be written to")
DEEDS = ("ingest", "ingest_instead", "undo", "load")


@pytest.fixture
def branch(tmp_path: Path) -> Branch:
    made = Branch(tmp_path / "branch", 7, tmp_path / "twin.duckdb")
    made.begin()
    return made


def finish(branch: Branch, deed: Deed, before: Callable[[], None] | None = None) -> Finished:
    """Carry out a command to its end; `before` is done in its process first."""
    process = branch.start(*deed.words, preexec_fn=before)
    out, err = process.communicate(timeout=300)
    assert "Traceback" not in err
    return Finished(process.returncode, out, err)


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@contextmanager
def unchanged(branch: Branch) -> Iterator[None]:
    """Nothing changes meanwhile: no byte of the store, no file beside it, none in the scratch folder."""
    before, names = branch.store.read_bytes(), files(branch.folder)
    yield
    assert branch.store.read_bytes() == before
    assert files(branch.folder) == names
    assert not files(branch.folder / "tmp")


def limited(size: int) -> Callable[[], None]:
    """Let no file of the process grow over so many bytes."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


# -- a full disk ------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("name", DEEDS)
@pytest.mark.parametrize("size", [0, 4096, 200_000, 1_000_000])
def test_file_size_limit(name: str, size: int, branch: Branch) -> None:
    """Where files may not grow, a command is done whole with 0, or says so with 74 and leaves the store as it was."""
    deed = getattr(branch, name)()
    before = log(branch.store)
    done = finish(branch, deed, limited(size))
    assert done.code in {ExitCode.DONE, ExitCode.IO_ERROR}, done.err
    assert branch.settle(deed) == (done.code == ExitCode.DONE)
    if done.code == ExitCode.IO_ERROR:
        assert any(words in done.err for words in NO_ROOM), done.err
        assert log(branch.store) == before
    branch.check()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 16 MiB, where one may be mounted."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=16m", "resumetrack-test", str(place)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no file system may be mounted here: test_file_size_limit stands for it")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_full_file_system(small_disk: Path, tmp_path: Path) -> None:
    """With ever less room reports go in or find none, and then say so; those that went in are all there."""
    branch = Branch(small_disk / "branch", 3, tmp_path / "twin.duckdb")
    branch.begin()
    codes = []
    for room in (4_000_000, 1_000_000, 300_000, 50_000, 0):
        deed = branch.ingest()
        # What takes the room is somebody else's.
        free = shutil.disk_usage(small_disk).free
        (small_disk / f"ballast{room}").write_bytes(bytes(max(0, free - room)))
        done = finish(branch, deed)
        codes.append(done.code)
        assert branch.settle(deed) == (done.code == ExitCode.DONE)
        assert done.code == ExitCode.DONE or any(words in done.err for words in NO_ROOM), done.err
        (small_disk / f"ballast{room}").unlink()
        branch.check()
    assert codes[0] == ExitCode.DONE
    assert codes[-1] == ExitCode.IO_ERROR
    assert finish(branch, deed).code == ExitCode.DONE


# -- no permission ----------------------------------------------------------------------------------------------------


def humble() -> None:
    """Be held to the permissions of files, as everybody but root is."""
    if os.geteuid() == 0:
        for capability in (_CAP_DAC_OVERRIDE, _CAP_DAC_READ_SEARCH):
            if ctypes.CDLL(None).prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0):
                raise OSError("the capability cannot be given up")


@contextmanager
def mode(path: Path, bits: int) -> Iterator[None]:
    before = path.stat().st_mode & 0o777
    path.chmod(bits)
    # That this is a test at all: the same process cannot write there in another way either.
    probe = [sys.executable, "-c", f"open({str(path / 'probe' if path.is_dir() else path)!r}, 'ab')"]
    refused = subprocess.run(probe, preexec_fn=humble, capture_output=True, check=False).returncode
    assert refused, "permissions do not hold here"
    yield
    path.chmod(before)


@pytest.mark.parametrize("name", DEEDS)
def test_read_only_folder(name: str, branch: Branch) -> None:
    """In a folder that cannot be written to nothing is stored, and figures are there all the same."""
    deed = getattr(branch, name)()
    with unchanged(branch), mode(branch.folder, 0o555):
        done = finish(branch, deed, humble)
        assert (done.code, done.out) == (ExitCode.IO_ERROR, "")
        assert "permission denied" in done.err
        assert "check the permissions of the store and its folder" in done.err
        rates = finish(branch, Deed(("rates", "-f", "csv", "-q"), ()), humble)
        assert (rates.code, rates.err) == (ExitCode.DONE, "")


@pytest.mark.parametrize("bits", [0o444, 0o000])
def test_store_that_may_not_be_written_or_read(bits: int, branch: Branch) -> None:
    """The permissions of the store itself hold too."""
    deed = branch.ingest()
    with unchanged(branch):
        with mode(branch.store, bits):
            done = finish(branch, deed, humble)
            rates = finish(branch, Deed(("rates", "-f", "csv", "-q"), ()), humble)
        assert done.code == ExitCode.IO_ERROR
        assert "permission denied" in done.err.lower()
        assert rates.code == (ExitCode.DONE if bits else ExitCode.IO_ERROR)


def test_new_store_in_a_read_only_folder(tmp_path: Path) -> None:
    """A store that cannot be created is said to be, and nothing is left."""
    branch = Branch(tmp_path / "branch", 7, tmp_path / "twin.duckdb")
    deed = branch.ingest()
    names = files(branch.folder)
    with mode(branch.folder, 0o555):
        done = finish(branch, deed, humble)
    assert done.code == ExitCode.IO_ERROR
    assert "permission denied" in done.err
    assert files(branch.folder) == names


# -- nobody listening -------------------------------------------------------------------------------------------------


def closed(*numbers: int) -> Callable[[], None]:
    """Begin without these standard streams."""

    def close() -> None:
        for number in numbers:
            os.close(number)

    return close


def test_closed_stdout(branch: Branch) -> None:
    """Without a standard output nothing is stored, since nobody would learn what became of it."""
    deed = branch.ingest()
    with unchanged(branch):
        done = finish(branch, deed, closed(1))
    assert done.code == ExitCode.IO_ERROR
    assert "standard output is closed" in done.err


@pytest.mark.parametrize("numbers", [(2,), (0, 2), (0, 1, 2)])
def test_closed_streams_are_never_the_store(numbers: tuple[int, ...], branch: Branch) -> None:
    """What would go to a stream that is closed does not go into the store, which would get its number."""
    deed = branch.ingest()
    with (branch.folder / deed.words[1]).open("a", encoding="utf-8") as file:
        file.write("E999,tomorrow,full\n")
    done = finish(branch, deed, closed(*numbers))
    assert done.code == (ExitCode.IO_ERROR if 1 in numbers else ExitCode.DATA_PROBLEM)
    assert branch.settle(deed) == (1 not in numbers)
    branch.check()
