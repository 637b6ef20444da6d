"""Totals beside enterprises: sums of the enterprises cell by cell, and totals where no enterprise has reported.

The state is reduced by the codes that totals are divided by, so that each cell of totals can be held against the
enterprises in it. What was carried into a cell that totals speak of counts there no more.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from resumetrack.model import Term, Text
from resumetrack.store import Dimension, TotalsInForce
from resumetrack.tracker.selecting import Choice
from resumetrack.tracker.sums import Key, Sums, nothing, summed
from resumetrack.tracker.totals import Index, TotalsCell, cells_of, disjoint, groups_of, obstacle
from resumetrack.tracker.totals_sums import Telling, scope_of
from resumetrack.tracker.totals_use import TotalsUse, notes_of

_REPORTING, _IN_SCOPE = Term(("reporting",)), Term(("in_scope",))
_OF_SCOPE = frozenset({"in_scope", "roster_employing"})
Added = Mapping[Key, Mapping[frozenset[int], Sums]]


class Joining:
    """The totals that a question met, on their way to the enterprises of the same periods."""

    def __init__(self, choice: Choice, totals: Iterable[TotalsInForce]) -> None:
        self._choice, self._use = choice, TotalsUse()
        self.able: list[TotalsCell] = []
        for cell in cells_of(totals):
            why = obstacle(cell, choice)
            if why is None:
                self.able.append(cell)
            elif why.en:
                self._use.unable.setdefault(why, []).append(cell)
        asked = (one.name for one in choice.dimensions)
        self._names = tuple(dict.fromkeys((*asked, *(name for cell in self.able for name in cell.stated))))

    @property
    def finest(self) -> Choice:
        """The same question by every code that is asked for or that totals are divided by."""
        return replace(self._choice, dimensions=tuple(map(Dimension, self._names)), overlapping=False)

    @property
    def notes(self) -> tuple[Text, ...]:
        """What became of the totals, complete once they are joined."""
        return notes_of(self._use)

    @staticmethod
    def terms(wanted: Sequence[Term]) -> tuple[Term, ...]:
        """Give the terms that the enterprises have to be summed by."""
        return tuple(dict.fromkeys((*wanted, _REPORTING, _IN_SCOPE)))

    def join(self, terms: tuple[Term, ...], fine: Mapping[Key, Sums]) -> tuple[Mapping[Key, Sums], Added]:
        """Give the sums over enterprises by the groups asked for, and those over totals by what they speak of.

        Parameters
        ----------
        fine
            Sums over the enterprises by the codes of `finest` and, last, whether they are carried.
        """
        pieces = [
            _Piece(period, dict(zip(self._names, codes, strict=False)), bool(codes[-1]), sums)
            for (period, codes), sums in fine.items()
        ]
        observed, in_scope = _around(pieces, Index(self.able), terms)
        self._use.beside = [cell for cell in self.able if observed[cell]]
        self._use.used, self._use.within = disjoint(cell for cell in self.able if not observed[cell])
        found, within = _spread(self._choice, pieces, Index(self._use.used), terms)
        telling = Telling(terms, self._choice.panel.decimals["staff"])
        added: dict[Key, dict[frozenset[int], Sums]] = {}
        for cell in self._use.used:
            spoken, sums = telling.of(cell, scope_of(cell, in_scope[cell]))
            # Figures that leave the cell out leave out who is in scope there, too: both sides are over the same.
            for one in (sums, *within.get(cell, ())):
                for group in groups_of(self._choice.dimensions, cell.stated):
                    _add(added.setdefault((cell.period, group), {}), spoken, one)
        for key in added.keys() - found.keys():
            found[key] = [nothing(terms)]
        return {key: summed(parts) for key, parts in found.items()}, added


def _add(told: dict[frozenset[int], Sums], spoken: frozenset[int], sums: Sums) -> None:
    """Add sums to those of the cells that speak of the same terms; there are many of them."""
    if spoken not in told:
        told[spoken] = {**sums}
        return
    total = told[spoken]
    for name, value in sums.items():
        if value:
            total[name] = (total[name] or 0) + value


@dataclass(frozen=True, slots=True)
class _Piece:
    """Sums over the enterprises of one period that have the same codes and are carried, or are not."""

    period: date
    raw: Mapping[str, str | None]
    is_carried: bool
    sums: Sums


def _around(
    pieces: Iterable[_Piece], cells: Index, terms: Sequence[Term]
) -> tuple[Counter[TotalsCell], Counter[TotalsCell]]:
    """Count, for each cell, the enterprises in it that have reported the period, and those that are in scope."""
    observed, in_scope = Counter[TotalsCell](), Counter[TotalsCell]()
    reporting, scope = (f"n_{terms.index(term)}" for term in (_REPORTING, _IN_SCOPE))
    for piece in pieces:
        for cell in cells.around(piece.period, piece.raw):
            observed[cell] += 0 if piece.is_carried else piece.sums[reporting] or 0
            in_scope[cell] += piece.sums[scope] or 0
    return observed, in_scope


def _spread(
    choice: Choice, pieces: Iterable[_Piece], used: Index, terms: tuple[Term, ...]
) -> tuple[dict[Key, list[Sums]], dict[TotalsCell, list[Sums]]]:
    """Bring the pieces to the groups asked for; what is in the scope of a cell of totals is given by cell.

    Of what was carried into such a cell nothing else stays.
    """
    of_scope = {place for place, term in enumerate(terms) if _OF_SCOPE.issuperset(term.when)}
    others = set(range(len(terms))) - of_scope
    found: dict[Key, list[Sums]] = {}
    within: dict[TotalsCell, list[Sums]] = {}
    for piece in pieces:
        sums, cell = piece.sums, next(used.around(piece.period, piece.raw), None)
        if cell is not None:
            within.setdefault(cell, []).append(_without(sums, others))
            sums = _without(sums, of_scope | others if piece.is_carried else of_scope)
        for group in groups_of(choice.dimensions, piece.raw):
            found.setdefault((piece.period, group), []).append(sums)
    return found, within


def _without(sums: Sums, places: Iterable[int]) -> Sums:
    """Give the sums with those of some terms at 0."""
    gone = (name for place in places for name in (f"n_{place}", f"s_{place}", f"t_{place}") if name in sums)
    return {**sums, **dict.fromkeys(gone, 0)}
