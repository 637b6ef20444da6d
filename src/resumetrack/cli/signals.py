"""Being asked to end: what a terminal that hangs up or a supervisor sends is an interrupt, as Ctrl-C is.

The transaction under way is rolled back, scratch files go, and the code is 130. Only `kill -9` leaves that to the
next command.
"""

import signal
from types import FrameType

_ASKED_TO_END = ("SIGTERM", "SIGHUP")


def heed() -> None:
    """From now on, end in good order when asked to; what the caller has chosen to ignore stays ignored."""
    for name in _ASKED_TO_END:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _interrupt)


def _interrupt(number: int, _: FrameType | None) -> None:
    raise KeyboardInterrupt(signal.Signals(number).name)
