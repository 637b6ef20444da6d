"""Progress is for terminals and for work that takes over a second."""

import pytest

from resumetrack.cli.diagnostics import Progress


def test_not_without_a_terminal() -> None:
    """A pipe gets no progress."""
    with Progress(quiet=False) as progress:
        assert progress is None


def test_on_a_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """On a terminal, after a second, files and rows so far; quiet switches it off; nothing is left behind."""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    monkeypatch.setattr("resumetrack.cli.diagnostics._AFTER_SECONDS", 0.0)
    with Progress(quiet=True) as progress:
        assert progress is None
    bar = Progress(quiet=False)
    with bar as progress:
        assert progress is not None
        progress("a.csv", 20_000)
        progress("a.csv", 25_000)
        progress("evil\x1b[2J.csv", 5)
        assert bar._bar.tasks[0].fields["words"] == "2 files, 25,005 rows"
        assert bar._bar.tasks[0].fields["name"] == "evil\\x1b[2J.csv"
    assert capsys.readouterr().out == ""
