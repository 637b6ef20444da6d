"""The command line: parse, call the tracker, hand the result to render, write. One module per command."""

import os

from resumetrack.cli import signals, streams
from resumetrack.cli.commands import app

__all__ = ["app", "main"]


def main() -> None:
    """Run the program; this is the console script."""
    streams.fill_gaps()
    signals.heed()
    if "COMP_WORDS" in os.environ:
        from resumetrack.cli.completing import mend_words

        mend_words(os.environ)
    app(prog_name="resumetrack")
