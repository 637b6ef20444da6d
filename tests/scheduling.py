"""In which order tests run, and what stays together, when several workers share them (`pytest -n 2`).

A module goes to one worker, so that what its fixtures make is made once. Long modules whose tests share little are
spread: each of their tests goes to whichever worker is free. What takes long begins first, so that no worker is left
alone with it at the end.
"""

from collections.abc import Sequence

import pytest
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

LONG: tuple[str, ...] = (
    "unit/test_spark_lake.py",
    "property/test_bulk_differential.py",
    "faults/test_kill.py",
    "property/test_store_history.py",
    "unit/test_measure_engines.py",
    "property/test_matched_history.py",
    "property/test_condensed.py",
    "property/test_lake_history.py",
    "property/test_copies.py",
    "property/test_frames_and_store.py",
    "faults/test_crowd.py",
    "faults/test_space.py",
    "faults/test_signals.py",
    "test_transcripts.py",
    "test_end_to_end.py",
    "test_errors.py",
)
"""Modules that take longest, those with the longest tests first (`pytest --durations=80`)."""

TOGETHER = {"unit/test_spark_lake.py", "unit/test_measure_engines.py"}
"""Those of them whose tests share a Spark."""


def in_order(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """Put what takes long first; else the order stays."""
    ranks = {module: place for place, module in enumerate(LONG)}
    return sorted(items, key=lambda item: ranks.get(_module(item.nodeid), len(ranks)))


class Scheduling(LoadScopeScheduling):  # type: ignore[misc]
    """Gives a free worker the next module, or the next test of one that is spread."""

    def _split_scope(self, nodeid: str) -> str:
        module = _module(nodeid)
        return nodeid if module in LONG and module not in TOGETHER else module


def _module(nodeid: str) -> str:
    """Name the module of a test from the folder of tests, or as it is."""
    return nodeid.partition("::")[0].removeprefix("tests/")
