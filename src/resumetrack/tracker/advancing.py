"""How far a command has come, told to whoever shows it."""

from collections.abc import Callable, Sequence
from contextlib import suppress

from resumetrack.model import Advance, Delivery
from resumetrack.reading import Source

Progress = Callable[[Advance], None]


class Stopped(Exception):  # noqa: N818 - nothing is wrong
    """The command is given up while a file is read in another thread."""


class Advancing:
    """Tells `progress` of the files of one command; without one nothing is told."""

    def __init__(self, progress: Progress | None, sources: Sequence[Source]) -> None:
        self._progress = progress
        self._total = sum(map(_size, sources)) if progress is not None else 0
        self._is_stopped = False

    def stop(self) -> None:
        """Let the reading of a file in another thread end where it next tells of its rows."""
        self._is_stopped = True

    def through(self, delivery: Delivery) -> Callable[[int], None]:
        """Return what is to be called with the rows read of a file; the file has been begun.

        Raises
        ------
        Stopped
            By what is returned, if the command is given up.
        """
        progress = self._progress

        def tell(rows: int) -> None:
            if self._is_stopped:
                raise Stopped
            if progress is None:
                return
            progress(Advance(delivery.name, self._total, delivery.position(), rows, delivery.counts.rejected))

        tell(0)
        return tell

    def done(self, delivery: Delivery) -> None:
        """Tell that a file has been read to its end, or need not be."""
        if self._progress is not None:
            counts = delivery.counts
            self._progress(Advance(delivery.name, self._total, delivery.size, counts.read, counts.rejected))


def _size(source: Source) -> int:
    if source.member is not None:
        return source.member.packed_size
    with suppress(OSError):  # it is told when the file is read
        return source.path.stat().st_size if source.path else len(source.data or b"")
    return 0
