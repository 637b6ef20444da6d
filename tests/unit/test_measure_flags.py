"""Flags: what a row of the state counts as, on every engine."""

from fractions import Fraction

import pytest

from methodology import oracle
from methodology.engines import ENGINES, cells
from methodology.oracle import Row
from resumetrack.measure import BASES, FLAGS
from resumetrack.model import Status, Term

TERMS = [Term((flag,)) for flag in FLAGS]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("threshold", [Fraction(1, 5), Fraction(3, 10), Fraction(7, 10)], ids=str)
def test_every_flag_of_every_row_is_as_written_plainly(engine: str, threshold: Fraction) -> None:
    """Each row has exactly the flags that the plain sentence about it says."""
    rows = oracle.panel(seed=7)
    found = cells(ENGINES[engine](rows), TERMS, ["enterprise_key"], threshold)
    for row in rows:
        cell = found[(row.enterprise_key,)]
        for place, flag in enumerate(FLAGS):
            assert cell[f"n_{place}"] == oracle.FLAGS[flag](row, threshold), (flag, row)


def test_every_flag_has_its_oracle_and_its_words() -> None:
    """No flag goes untested, and each says what it means."""
    assert oracle.FLAGS.keys() == FLAGS.keys()
    assert BASES.keys() <= FLAGS.keys()
    assert all(FLAGS.values())


@pytest.mark.parametrize("engine", ENGINES)
def test_statuses_partition_those_reporting(engine: str) -> None:
    """full + partial + suspended + closed = reporting, whatever is missing."""
    terms = [Term(("reporting",)), *(Term((status.value,)) for status in Status)]
    (cell,) = cells(ENGINES[engine](oracle.panel(seed=11)), terms).values()
    assert cell["n_0"] == sum(cell[f"n_{place}"] or 0 for place in range(1, len(terms)))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("power", "power_base", "threshold", "resumed"),
    [
        (30, 100, "0.30", True),
        (29, 100, "0.30", False),
        (3, 10, "0.30", True),
        (7, 10, "0.70", True),
        (69_999_999, 100_000_000, "0.70", False),
        (1, 3, "1/3", True),
        (333_333, 1_000_000, "1/3", False),
        (0, 10, "0.30", False),
        (-1, 10, "0.30", False),
        (10, 10, "1", True),
        (9, 10, "1", False),
        # As large as a store keeps them: the product of such numbers does not fit 64 bits.
        (300_000_000_000_000_000, 1_000_000_000_000_000_000, "0.30", True),
        (299_000_000_000_000_000, 1_000_000_000_000_000_000, "0.30", False),
    ],
)
def test_power_threshold_is_exact_at_the_border(
    engine: str, power: int, power_base: int, threshold: str, *, resumed: bool
) -> None:
    """At the threshold is resumed, just below is not: 0.30 of a base is no binary fraction, and still exact."""
    frame = ENGINES[engine]([Row(1, power=power, power_base=power_base)])
    (cell,) = cells(frame, [Term(("power_resumed",))], threshold=Fraction(threshold)).values()
    assert cell["n_0"] == resumed


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("power", "power_base"), [(None, 10), (10, None), (10, 0), (10, -5), (None, None)])
def test_no_pair_is_neither_powered_nor_resumed(engine: str, power: int | None, power_base: int | None) -> None:
    """A reading without a base above 0 says nothing, in either direction."""
    frame = ENGINES[engine]([Row(1, power=power, power_base=power_base), Row(2, power=1, power_base=1)])
    found = cells(frame, [Term(("powered",)), Term(("power_resumed",))], ["enterprise_key"])
    assert (found[(1,)]["n_0"], found[(1,)]["n_1"]) == (0, 0)
