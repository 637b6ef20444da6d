"""The command line: parse, call the tracker, hand the result to render, write. One module per command."""

import gc
import os

__all__ = ["main"]


def main() -> None:
    """Run the program; this is the console script."""
    # A command lives for a moment. To look for garbage in cycles among what it has just imported, and once more among
    # all of it at the end, takes a fifth of the time of `--help`.
    gc.set_threshold(100_000, 20, 20)
    try:
        _run()
    except KeyboardInterrupt:
        # Before there was anything that could say so better.
        from resumetrack.errors import ExitCode

        os.write(2, b"resumetrack: error: interrupted\n")
        raise SystemExit(ExitCode.INTERRUPTED) from None
    finally:
        gc.freeze()


def _run() -> None:
    from resumetrack.cli import signals, streams
    from resumetrack.cli.commands import app

    streams.fill_gaps()
    signals.heed()
    if "COMP_WORDS" in os.environ:
        from resumetrack.cli.completing import mend_words

        mend_words(os.environ)
    app(prog_name="resumetrack")
