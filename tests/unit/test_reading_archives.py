"""Members of zip archives, patterns and folders are sources like others; what is not safe is refused and named."""

import zipfile
from datetime import date
from pathlib import Path

import pytest

from resumetrack.errors import NoInputError, RefusedError
from resumetrack.model import Delivery, Kind
from resumetrack.reading import Source, expand, read
from resumetrack.reading.files.raw import UNPACKED_FREE, fingerprint

ROWS = "period,enterprise_id,status\n2020-03-28,1,full\n"


def pack(path: Path, **members: str | bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def delivered(source: Source) -> Delivery:
    found = read(source, kind=Kind.REPORT, profile=None, frequency=None, week_start=None, today=date(2020, 12, 31))
    assert len(list(found.rows)) == found.counts.accepted
    return found


def test_members_are_files_of_their_own(tmp_path: Path) -> None:
    """Each is named after the archive and itself, and known by its own bytes."""
    path = pack(tmp_path / "a.zip", **{"2020年/b.csv": ROWS, "a.csv": ROWS, "note.pdf": "x", "__MACOSX/._a.csv": "x"})
    sources = expand([str(path)])
    assert [source.name for source in sources.files] == [f"{path}/2020年/b.csv", f"{path}/a.csv"]
    assert sources.skipped == (f"{path}/note.pdf",)
    assert sources.one_by_one
    assert [(source.file_name, source.folder) for source in sources.files] == [("b.csv", "2020年"), ("a.csv", "a")]
    plain = tmp_path / "a.csv"
    plain.write_text(ROWS)
    assert fingerprint(sources.files[0]) == fingerprint(Source("a.csv", plain))
    assert delivered(sources.files[0]).counts.accepted == 1


def test_names_in_gbk_are_read(tmp_path: Path) -> None:
    """Archives made on Chinese Windows hold GBK names without saying so."""
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        info = zipfile.ZipInfo("placeholder.csv")
        info.filename = "0123456789.csv"
        archive.writestr(info, ROWS)
    name = "复工情况".encode("gb18030") + b"34.csv"
    path.write_bytes(path.read_bytes().replace(b"0123456789.csv", name))
    (source,) = expand([str(path)]).files
    assert source.file_name == "复工情况34.csv"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("../up.csv", "leads out of the archive"),
        ("/etc/up.csv", "leads out of the archive"),
        ("C:\\up.csv", "leads out of the archive"),
        ("a\\..\\..\\up.csv", "leads out of the archive"),
        ("inner.zip", "an archive within an archive"),
        ("inner.tar.gz", "an archive within an archive"),
        ("bell\x07.csv", "control characters"),
    ],
)
def test_what_is_not_safe_is_refused_and_the_rest_is_read(name: str, words: str, tmp_path: Path) -> None:
    """A hostile member does not keep the others from being read, and is not passed over in silence."""
    path = pack(tmp_path / "a.zip", **{name: ROWS, "good.csv": ROWS})
    good = next(source for source in expand([str(path)]).files if source.file_name == "good.csv")
    (bad,) = (source for source in expand([str(path)]).files if source != good)
    assert delivered(good).counts.accepted == 1
    with pytest.raises(RefusedError, match=words):
        delivered(bad)


def test_a_locked_member_is_refused(tmp_path: Path) -> None:
    """The flag of encryption is enough."""
    path = pack(tmp_path / "a.zip", **{"a.csv": ROWS})
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(content))
    with pytest.raises(RefusedError, match="locked with a password"):
        delivered(expand([str(path)]).files[0])


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    """What unpacks to far more than it has packed is not read to its end."""
    path = pack(tmp_path / "a.zip", **{"a.csv": ROWS + "\n" * (2 * UNPACKED_FREE)})
    with pytest.raises(RefusedError, match="unpacks to more than"):
        delivered(expand([str(path)]).files[0])


def test_a_damaged_archive_and_a_damaged_member_are_refused(tmp_path: Path) -> None:
    """Neither is an error of the program."""
    path = pack(tmp_path / "a.zip", **{"a.csv": ROWS * 50})
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(RefusedError, match="damaged zip archive"):
        delivered(expand([str(path)]).files[0])
    path.write_bytes(whole[:45] + b"\xff\xff\xff\xff" + whole[49:])
    with pytest.raises(RefusedError, match="damaged in its archive"):
        delivered(expand([str(path)]).files[0])


def test_an_archive_with_nothing_to_read(tmp_path: Path) -> None:
    """It is no input when named, and passed over in a folder with something else."""
    path = pack(tmp_path / "a.zip", **{"note.pdf": "x"})
    with pytest.raises(NoInputError, match="nothing to read in this archive"):
        expand([str(path)])
    (tmp_path / "b.csv").write_text(ROWS)
    assert [source.file_name for source in expand([str(tmp_path)]).files] == ["b.csv"]


def test_a_pattern_that_the_shell_left_alone(tmp_path: Path) -> None:
    """It stands for what the shell makes of it, in order; a file of that very name comes first."""
    for name in ("b.csv", "a.csv", "c.txt", "in/d.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(ROWS)
    assert [one.file_name for one in expand([str(tmp_path / "*.csv")]).files] == ["a.csv", "b.csv"]
    assert [one.file_name for one in expand([str(tmp_path / "**/*.csv")]).files] == ["a.csv", "b.csv", "d.csv"]
    (tmp_path / "[1].csv").write_text(ROWS)
    assert [one.file_name for one in expand([str(tmp_path / "[1].csv")]).files] == ["[1].csv"]
    with pytest.raises(NoInputError, match="no file fits this pattern"):
        expand([str(tmp_path / "*.xyz")])
