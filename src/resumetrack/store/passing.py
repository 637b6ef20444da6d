"""A store that nobody keeps: reports are taken in, questions asked, and all is forgotten.

It is a store in memory, spilling to the folder of its scratch, and has all rules of one that is kept. What a kept one
has for later is left out: rows are not put in order, and there are no sums and digests beside them.
"""

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from resumetrack.store import closures, deliver, migrations
from resumetrack.store.store import Store

if TYPE_CHECKING:
    from resumetrack.store.deliver import Arrival
    from resumetrack.store.panels import Panel
    from resumetrack.store.staged import Staged
    from resumetrack.store.staging import Scratch


class PassingStore(Store):
    """A store in memory, in the engine of a scratch made for no store; with it the scratch is closed.

    Until it is `settled` others go on to fill it, and closing it means nothing.
    """

    condenses: ClassVar[bool] = False

    def __init__(self, scratch: "Scratch") -> None:
        self.path = Path(":memory:")
        self._scratch, self._engine = scratch, scratch.engine
        self._end = scratch.close
        self._is_new, self._is_settled = False, False
        self._engine.hold()
        migrations.apply(self._engine, self.path)

    def add(self, panel: "Panel", staged: "Staged", arrival: "Arrival") -> tuple[int, int]:
        """Take in a staged delivery: its report number and how many observations it revised."""
        return deliver.add(self._engine, panel, staged, arrival, is_kept=False)

    def settle(self) -> None:
        """Say that everything is there."""
        self._engine.take_processors()
        closures.fill(self._engine)
        self._is_settled = True

    def close(self) -> None:
        """Forget everything, once it is settled."""
        if self._is_settled:
            self._end()
