"""Several ways to do one thing, run in turn, so that what else the machine does falls on all of them alike."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import add
from pathlib import Path

from bench.answers import Answers
from bench.processes import Command, Cost, run, typical
from bench.table import NO_LIMIT, Limit, Row

_NO_SUCH_OPTION = "has no option"
_USAGE = 2
_LONG_ROUND = 20


class FailedError(Exception):
    """A process failed that should not."""


def _nothing() -> None:
    return


@dataclass(frozen=True)
class Way:
    """One way: its commands one after the other, and what must be made ready before each round (not measured).

    `question` names what the last command answers on stdout; without commands the cost is `known` from elsewhere.
    """

    name: str
    commands: tuple[Command, ...] = ()
    prepare: Callable[[], None] = _nothing
    question: str | None = None
    known: Cost | None = None


@dataclass(frozen=True)
class Contest:
    """One thing to do: our way first, then the peers; the limit holds against the first of them.

    With `talks`, a command of ours that prints nothing counts as not offered.
    """

    what: str
    ways: tuple[Way, ...]
    limit: Limit = NO_LIMIT
    talks: bool = False


@dataclass(frozen=True)
class Ground:
    """Where and how contests are held."""

    folder: Path
    tell: Callable[[str], None]
    answers: Answers


@dataclass(frozen=True)
class Effort:
    """How often a contest is held, and the seconds after which a process is given up."""

    rounds: int
    seconds: float


def hold(contest: Contest, ground: Ground, effort: Effort) -> tuple[list[Row], Cost | None]:
    """Run every way in turn, several times: one row for each peer, and our own cost.

    Once is enough where a round takes long.

    Raises
    ------
    FailedError
        If a process fails; a command of ours that lacks the option asked for, or takes too long, is a row that says so.
    DisagreementError
        If the ways answer one question differently.
    """
    costs: dict[str, list[Cost]] = {way.name: [] for way in contest.ways}
    for number in range(effort.rounds):
        for way in contest.ways:
            ground.tell(f"{contest.what}: {way.name}, round {number + 1} of {effort.rounds}")
            try:
                costs[way.name].append(_once(way, contest, ground, effort.seconds))
            except _Lacking as lacking:
                return [Row(contest.what, None, limit=contest.limit, note=str(lacking), met=lacking.met)], None
        if sum(costs[way.name][0].wall for way in contest.ways) > _LONG_ROUND:
            break
    ours, *peers = (typical(costs[way.name]) for way in contest.ways)
    names = [way.name for way in contest.ways[1:]]
    rows = [Row(contest.what, ours, name, peer) for name, peer in zip(names, peers, strict=True)] or [
        Row(contest.what, ours)
    ]
    return [rows[0].with_limit(contest.limit), *rows[1:]], ours


class _Lacking(Exception):  # noqa: N818 - no error, an outcome
    """There is no cost of ours: the option is not offered, or it took too long."""

    def __init__(self, note: str, *, met: bool | None = None) -> None:
        super().__init__(note)
        self.met = met


def _once(way: Way, contest: Contest, ground: Ground, seconds: float) -> Cost:
    """Run one way once."""
    if way.known is not None:
        return way.known
    way.prepare()
    costs, output, is_ours = [], "", way is contest.ways[0]
    for command in way.commands:
        finished = run(command, ground.folder, seconds)
        output = finished.output
        if is_ours and finished.cost.wall >= seconds:
            raise _Lacking(f"over {seconds:.0f} s", met=False if str(contest.limit) else None)
        if is_ours and (
            (finished.code == _USAGE and _NO_SUCH_OPTION in finished.talk) or (contest.talks and not output.strip())
        ):
            raise _Lacking("not offered yet")
        if finished.code:
            words = " ".join(command.words)
            last = finished.talk.strip().splitlines()[-1:] or ["it said nothing"]
            raise FailedError(f"{words}\n  ended with {finished.code} after {finished.cost.wall:.0f} s: {last[0]}")
        costs.append(finished.cost)
    if way.question is not None:
        ground.answers.add(way.question, way.name, output)
    return reduce(add, costs)
