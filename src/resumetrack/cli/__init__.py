"""The command line: parse, call the tracker, hand the result to render, write. One module per command."""

from resumetrack.cli import signals, streams
from resumetrack.cli.commands import app

__all__ = ["app", "main"]


def main() -> None:
    """Run the program; this is the console script."""
    streams.fill_gaps()
    signals.heed()
    app(prog_name="resumetrack")
