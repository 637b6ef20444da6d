"""One file is stored while the next is staged, and those after that are read."""

from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager

from resumetrack.errors import RefusedError
from resumetrack.model import DeliveryResult
from resumetrack.reading import Source
from resumetrack.tracker.desk import Desk, Known
from resumetrack.tracker.transaction import Transaction
from resumetrack.tracker.turn import Turn

Outcome = list[DeliveryResult] | RefusedError

_FEW = 2  # transactions, beyond which several are read, one is staged and one stored at a time
_AHEAD = 2
"""How many files are read at the same time: to read one takes longer than to stage or to store one."""


def carry_out(
    desk: Desk, known: Known, groups: Sequence[Sequence[Source]]
) -> Generator[tuple[Sequence[Source], Outcome]]:
    """Carry out one transaction per group, in their order; yields what became of each.

    Raises
    ------
    ResumetrackError
        If something else than a refusal is in the way of one; those before it are stored.
    """
    transactions: list[Transaction] = []
    for group in groups:
        transactions.append(Transaction(desk, known, group, *transactions[-1:]))
    with _threads(desk, transactions) as (opening, taking), closing(Turn(desk)) as turn:
        taken: Future[None] | None = None
        opened = deque(opening.submit(one.open) for one in transactions[1 : 1 + _AHEAD])
        for place, transaction in enumerate(transactions):
            outcome: Outcome
            try:
                refusal = _refusal(transaction.take if taken is None else taken.result)
                taken = None
                if transaction.is_misjudged:
                    turn.close()
                    refusal = _refusal(taking.submit(transaction.take_again).result)
                if place == 0 and len(transactions) > _FEW:  # from now on others are read and staged beside
                    desk.scratch.engine.share_processors()
                for following in transactions[place + 1 : place + 2]:
                    taken = taking.submit(_taken, following, opened.popleft())
                opened += [opening.submit(one.open) for one in transactions[place + 1 + _AHEAD : place + 2 + _AHEAD]]
                outcome = refusal or transaction.carry_out(turn)
            except RefusedError as error:
                turn.close()
                outcome = error
            finally:
                transaction.end()
            turn.rest(is_next_ready=taken is not None and taken.done())
            yield transaction.sources, outcome


def _taken(transaction: Transaction, opened: Future[None]) -> None:
    opened.result()
    transaction.take()


def _refusal(take: Callable[[], None]) -> RefusedError | None:
    try:
        take()
    except RefusedError as error:
        return error
    return None


@contextmanager
def _threads(
    desk: Desk, transactions: Sequence[Transaction]
) -> Iterator[tuple[ThreadPoolExecutor, ThreadPoolExecutor]]:
    """Give threads that open and one that takes; what they do is given up with the command."""
    with ThreadPoolExecutor(_AHEAD) as opening, ThreadPoolExecutor(1) as taking:
        try:
            yield opening, taking
        except BaseException:
            # Whatever else goes wrong on the way out, nobody is left waiting.
            for transaction in transactions:
                transaction.let_go()
            for threads in (opening, taking):
                threads.shutdown(wait=False, cancel_futures=True)
            desk.advancing.stop()
            desk.scratch.stop()
            raise
