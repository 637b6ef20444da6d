"""The demo says what holds and what does not, in both languages; the loading itself is tested end to end."""

import csv
import io
from pathlib import Path

import pytest

from conftest import invoke
from resumetrack.cli import demo
from resumetrack.tracker import demonstration

FIGURES = 23


@pytest.fixture(autouse=True)
def light(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Instead of loading, values in the middle of what was published; the tour is left out."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(demo, "_load", lambda place, _: _copied(place))
    monkeypatch.setattr(demo, "_values", lambda published, _: [(one.low + one.high) / 2 for one in published])
    monkeypatch.setattr(demo, "_walk", lambda *_: None)


def _copied(place: Path) -> int:
    (place / "sample_data").mkdir()
    with demonstration.sample_data() as folder:
        (place / "sample_data" / "published.csv").write_bytes((folder / "published.csv").read_bytes())
    return 1234


def test_all_hold() -> None:
    """Exit 0, and the number of figures and rows is said."""
    done = invoke("demo")
    assert done.code == 0
    assert f"All {FIGURES} published figures come out of the 1,234 rows" in done.out
    assert "NO" not in done.out
    assert "--keep DIR" in done.err


def test_one_does_not_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit 1; the figure is named with its command, and the table says NO."""
    monkeypatch.setattr(demo, "_values", lambda published, _: [None, *(one.low for one in published[1:])])
    done = invoke("demo")
    assert done.code == 1
    assert f"1 of {FIGURES} published figures do not come out" in done.out
    assert "NO" in done.out
    assert "does not hold: Operating rate, above designated size: resumetrack rates" in done.err


def test_machine_formats_have_the_comparison_alone() -> None:
    """csv has one row per figure and nothing else on stdout."""
    rows = list(csv.DictReader(io.StringIO(invoke("demo -f csv -q").out)))
    assert len(rows) == FIGURES
    assert list(rows[0]) == ["id", "period", "figure", "published", "computed", "ok", "command"]
    assert {row["ok"] for row in rows} == {"yes"}


def test_in_chinese() -> None:
    """Figures, published words and the verdict are in the language; `ok` in csv is not."""
    done = invoke("demo --lang zh")
    assert "规模以上工业企业平均开工率" in done.out
    for words in ("95 % 以上", "约 70 %", "70 至 90 %", "日均超过 1 个百分点", "个公布值均可由样例数据"):
        assert words in done.out
    assert "yes" in invoke("demo --lang zh -f csv").out


def test_keep() -> None:
    """A new folder is made and kept; one with something in it is never written to."""
    assert "cd tour" in invoke("demo --keep tour").err
    assert Path("tour/sample_data").is_dir()
    again = invoke("demo --keep tour")
    assert again.code == 2
    assert "not an empty folder" in again.err


def test_keep_in_an_empty_folder_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was begun is removed, the folder that was there stays."""

    def fail(*_: object) -> int:
        raise OSError(28, "No space left on device")

    Path("tour").mkdir()
    monkeypatch.setattr(demo, "_load", fail)
    assert invoke("demo --keep tour").code == 74
    assert list(Path("tour").iterdir()) == []
