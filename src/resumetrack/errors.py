"""Everything that can stop a command, and the exit code it ends with.

    ResumetrackError
    ├── UsageError           2   the command line or an API argument is wrong
    ├── RefusedError        65   input that cannot be stored: unreadable, over the limit, strict
    ├── NoInputError        66   no such file or store
    ├── StorageError        74   reading or writing failed, disk full
    │   └── DamagedStoreError 74 a store that is cut off or not what was written
    ├── StoreBusyError      75   another process holds the store: try again
    └── ConfigurationError  78   bad configuration
        └── ProfileError    78   bad profile

Trouble in the data is not an exception: a bad row is a `resumetrack.model.Finding`.
"""

from enum import IntEnum
from typing import ClassVar


class ExitCode(IntEnum):
    """The documented exit codes (README, "Exit codes")."""

    DONE = 0
    DATA_PROBLEM = 1
    USAGE = 2
    REFUSED = 65
    NO_INPUT = 66
    IO_ERROR = 74
    BUSY = 75
    CONFIGURATION = 78
    INTERRUPTED = 130


class ResumetrackError(Exception):
    """A failure with a message that says where and what, and a hint that says what to do."""

    code: ClassVar[ExitCode] = ExitCode.DATA_PROBLEM

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(ResumetrackError):
    """The command line, or an argument of the Python API, is wrong."""

    code = ExitCode.USAGE


class RefusedError(ResumetrackError):
    """Input that cannot be stored; nothing was changed."""

    code = ExitCode.REFUSED


class NoInputError(ResumetrackError):
    """A file, folder or store that is not there."""

    code = ExitCode.NO_INPUT


class StorageError(ResumetrackError):
    """Reading or writing failed: permissions, a full disk, a damaged or foreign store."""

    code = ExitCode.IO_ERROR


class DamagedStoreError(StorageError):
    """A store of which something is missing, or is not what was written."""


class StoreBusyError(ResumetrackError):
    """Another process holds the store; the same command may work in a moment."""

    code = ExitCode.BUSY


class ConfigurationError(ResumetrackError):
    """A configuration file that cannot be used."""

    code = ExitCode.CONFIGURATION


class ProfileError(ConfigurationError):
    """A profile that cannot be used."""
