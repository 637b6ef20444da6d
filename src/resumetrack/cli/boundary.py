"""The error boundary: every failure ends as one message, a hint and a code; a traceback is a bug of ours."""

import errno
import re
from collections.abc import Callable
from typing import Any

import typer

from resumetrack.cli.diagnostics import complain
from resumetrack.cli.misuse import MISUSE, explained, is_help
from resumetrack.cli.streams import close_quietly
from resumetrack.errors import ExitCode, ResumetrackError

_AROUND = re.compile(r"[\s'\"]+")


def guarded(work: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever the command returns
    """Carry out a command and turn what it raises into its exit code."""
    try:
        return work()
    except MISUSE as error:
        if is_help(error):
            raise
        complain(*explained(error))
        raise typer.Exit(ExitCode.USAGE) from error
    except ResumetrackError as error:
        complain(error.message, error.hint)
        raise typer.Exit(error.code) from error
    except KeyboardInterrupt as error:
        complain("interrupted", "a transaction that was under way is not stored; `resumetrack log` shows what is")
        raise typer.Exit(ExitCode.INTERRUPTED) from error
    except UnicodeEncodeError as error:
        # Bytes of another system in a name: they have no characters, and the store has no place for them.
        complain(f"{_word(error)}: this is no UTF-8 text", "write the name in UTF-8, or rename the file or folder")
        raise typer.Exit(ExitCode.USAGE) from error
    except BrokenPipeError as error:
        # The reader of a pipe has gone (`| head -1`): that is its business, not an error.
        close_quietly()
        raise typer.Exit(ExitCode.DONE) from error
    except MemoryError as error:
        complain("out of memory", "ask for fewer periods or groups, or use a machine with more memory")
        raise typer.Exit(ExitCode.IO_ERROR) from error
    except OSError as error:
        # What could not be written is still buffered: a second failure at exit would change the code.
        close_quietly()
        hint = "free some space and run the command again" if error.errno in {errno.ENOSPC, errno.EDQUOT} else ""
        where = f"{error.filename}: " if error.filename else ""
        complain(f"{where}{error.strerror or error}", hint)
        raise typer.Exit(ExitCode.IO_ERROR) from error


def _word(error: UnicodeEncodeError) -> str:
    """Give the word that cannot be encoded, with its bytes in place of what has no character."""
    from resumetrack.reading.files.source import printable

    before, after = error.object[: error.start], error.object[error.start :]
    return printable(_AROUND.split(before)[-1] + _AROUND.split(after)[0])
