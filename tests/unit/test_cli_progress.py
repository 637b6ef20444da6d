"""Progress is for terminals and for work that takes over a second."""

import pytest

from resumetrack.cli.diagnostics import Progress
from resumetrack.model import Advance


def test_not_without_a_terminal() -> None:
    """A pipe gets no progress."""
    with Progress(quiet=False) as progress:
        assert progress is None


def test_on_a_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """On a terminal, after a second, bytes, files, rows and rejects so far; quiet switches it off."""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    monkeypatch.setattr("resumetrack.cli.diagnostics._AFTER_SECONDS", 0.0)
    with Progress(quiet=True) as progress:
        assert progress is None
    bar = Progress(quiet=False)
    with bar as progress:
        assert progress is not None
        progress(Advance("a.csv", total=5000, read=2000, rows=20_000, rejected=1))
        progress(Advance("a.csv", total=5000, read=3000, rows=25_000, rejected=2))
        progress(Advance("evil\x1b[2J.csv", total=5000, read=1000, rows=5, rejected=1))
        assert bar._bar.tasks[0].fields["words"] == "2 files, 25,005 rows, 3 rejected"
        assert (bar._bar.tasks[0].completed, bar._bar.tasks[0].total) == (4000, 5000)
        assert bar._bar.tasks[0].fields["name"] == "evil\\x1b[2J.csv"
    assert capsys.readouterr().out == ""
