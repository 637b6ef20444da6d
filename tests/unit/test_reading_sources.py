"""Files, folders and standard input become an ordered list of sources."""

import io
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from resumetrack.errors import NoInputError
from resumetrack.reading import expand


def make(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    return folder


def test_a_folder_is_read_recursively_by_path_without_hidden_files(tmp_path: Path) -> None:
    """Suffixes of text are taken, others are named as skipped, hidden files and folders are not there."""
    inbox = make(
        tmp_path,
        "b.csv",
        "a/2.TSV",
        "a/1.csv.gz",
        "c.txt",
        "d.docx",
        "e.XLSX",
        "f.ods",
        ".hidden.csv",
        ".git/e.csv",
        "a/.f/g.csv",
    )
    sources = expand([str(inbox)])
    assert [Path(source.name).relative_to(inbox).as_posix() for source in sources.files] == [
        "a/1.csv.gz", "a/2.TSV", "b.csv", "c.txt", "e.XLSX", "f.ods",
    ]  # fmt: skip
    assert sources.skipped == (str(inbox / "d.docx"),)


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    """A file given by itself and within its folder is one source, under its first name."""
    inbox = make(tmp_path, "a.csv", "b.csv")
    sources = expand([str(inbox / "b.csv"), str(inbox), str(inbox / "b.csv")])
    assert [source.file_name for source in sources.files] == ["b.csv", "a.csv"]


def test_a_file_named_by_itself_is_taken_whatever_its_suffix(tmp_path: Path) -> None:
    """Only folders are filtered by suffix."""
    assert expand([str(make(tmp_path, "report.dat") / "report.dat")]).files[0].file_name == "report.dat"


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    """The message names what is not there."""
    with pytest.raises(NoInputError, match=r"nowhere\.csv: no such file or folder"):
        expand([str(tmp_path / "nowhere.csv")])


def test_a_folder_without_text_is_no_input(tmp_path: Path) -> None:
    """A folder with nothing to read is an error, not a success that did nothing."""
    with pytest.raises(NoInputError, match="nothing to read in this folder"):
        expand([str(make(tmp_path, "a.docx", ".b.csv"))])


def test_standard_input_is_read_only_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dash means standard input, once."""
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"abc")))
    (source,) = expand(["-", "-"]).files
    assert (source.name, source.data) == ("stdin", b"abc")
