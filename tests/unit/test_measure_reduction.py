"""Reducing a state: order of rows, grouping and the idioms that every engine needs."""

import ast
import random
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import duckdb
import narwhals.stable.v2 as nw
import pytest

import resumetrack.measure
from methodology import oracle
from methodology.engines import ENGINES, cells, records
from resumetrack.measure import DECLARED, reduce_state, repeated_sums, term_value, terms_of
from resumetrack.model import Term

TERMS = terms_of(DECLARED)
MEAN = Term(("staffed",), "on_duty", "employees")
MODULES = sorted(Path(resumetrack.measure.__file__).parent.glob("*.py"))
ALLOWED = {"col", "len", "sum", "min", "max", "alias"}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("by", [(), ("region",), ("region", "status")], ids=str)
def test_order_of_rows_does_not_matter(engine: str, by: tuple[str, ...]) -> None:
    """Shuffled rows give the same whole numbers."""
    rows = oracle.panel(seed=5)
    first = cells(ENGINES[engine](rows), TERMS, by)
    for seed in range(3):
        shuffled = random.Random(seed).sample(rows, len(rows))  # noqa: S311 - a fixture, not a secret
        assert cells(ENGINES[engine](shuffled), TERMS, by) == first


def test_engines_agree_to_the_last_digit() -> None:
    """A mean of ratios too is a sum of whole numbers, so no engine differs in any digit."""
    rows = oracle.panel(seed=5)
    found = [cells(make(rows), TERMS, ["region"]) for make in ENGINES.values()]
    assert all(one == found[0] for one in found[1:])


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("by", [(), ("region",), ("region", "status")], ids=str)
def test_rows_that_are_not_counted_together_first_give_the_same(engine: str, by: tuple[str, ...]) -> None:
    """Whether alike rows are counted first is a matter of speed."""
    rows, terms = oracle.panel(seed=6), [term for term in TERMS if term.over is None]
    at_once, first = (
        records(reduce_state(ENGINES[engine](rows), by, terms, together=together)) for together in (False, True)
    )
    assert at_once
    assert sorted(at_once, key=str) == sorted(first, key=str)


def test_sums_that_are_left_out_are_the_same_as_those_named_for_them() -> None:
    """What is not summed twice has the numbers of the one named in its place, in each group."""
    frame, repeated = ENGINES["duckdb"](oracle.panel(seed=7)), repeated_sums(TERMS)
    found = cells(frame, TERMS, ["region"])
    assert len(repeated) > 1
    for name, one in repeated.items():
        letter, place = name.split("_")
        for group, alone in cells(frame, [TERMS[int(place)]], ["region"]).items():
            assert alone[f"{letter}_0"] == found[group][one]


def test_mean_of_ratios_does_not_depend_on_threads() -> None:
    """Half a million ratios in changing order on two threads give one sum; doubles would give several."""
    connection = duckdb.connect(config={"threads": "2"})
    connection.execute("SELECT setseed(0.5)")
    connection.execute(
        "CREATE TABLE one AS SELECT 'full' AS status, 1 + CAST(random() * 900 AS BIGINT) AS employees, "
        "CAST(random() * 900 AS BIGINT) AS on_duty FROM range(500_000)"
    )
    sums = set()
    for _ in range(5):
        connection.execute("CREATE OR REPLACE TABLE shuffled AS SELECT * FROM one ORDER BY random()")
        (cell,) = records(reduce_state(nw.from_native(connection.table("shuffled")), (), [MEAN]))
        sums.add((cell["s_0"], cell["t_0"]))
    assert len(sums) == 1
    plain = connection.execute("SELECT sum(on_duty / employees) FROM one").fetchall()[0][0]
    assert float(term_value(cell, 0, MEAN) or 0) == pytest.approx(plain, rel=1e-12)


@pytest.mark.parametrize("engine", ENGINES)
def test_mean_of_ratios_keeps_small_and_large_ratios(engine: str) -> None:
    """A ratio is kept to 15 decimals, or 15 digits if it is large: 1 in a million, a million to 1, below zero."""
    rows = [
        oracle.Row(1, employees=3_000_000, on_duty=1),
        oracle.Row(2, employees=1, on_duty=1_000_000),
        oracle.Row(3, employees=3, on_duty=-1),
    ]
    for row in rows:
        (cell,) = cells(ENGINES[engine]([row]), [MEAN]).values()
        exact = Fraction(row.on_duty or 0, row.employees or 1)
        off = abs(Fraction(term_value(cell, 0, MEAN) or 0) - exact)
        assert off * 10**15 < max(abs(exact), Fraction(1))


@pytest.mark.parametrize("engine", [engine for engine in ENGINES if engine != "pandas"])
def test_sums_are_exact_beyond_the_digits_of_a_double(engine: str) -> None:
    """Whole numbers are summed as such; pandas without nullable types keeps numbers with gaps as doubles."""
    rows = [oracle.Row(1, power=2**53, power_base=1), oracle.Row(2, power=1, power_base=1)]
    term = Term(("powered",), "power")
    (cell,) = cells(ENGINES[engine](rows), [term]).values()
    assert term_value(cell, 0, term) == 2**53 + 1


@pytest.mark.parametrize("engine", ENGINES)
def test_only_the_columns_of_the_terms_are_needed(engine: str) -> None:
    """A frame without power or output gives the rates that need neither."""
    frame = ENGINES[engine](oracle.panel(seed=1)).select("status", "employees", "on_duty")
    terms = [Term(("operating",)), Term(("staffed",), "on_duty")]
    (cell,) = records(reduce_state(frame, (), terms))
    assert cell.keys() == {"n_0", "n_1", "s_1"}


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_aggregations_see_bare_columns_only(module: Path) -> None:
    """What `agg` and the lists given to it are made of: columns, the plain reductions and names, nothing else.

    A condition inside `agg` is silently ignored on pandas, and a cast there fails.
    """
    tree = ast.parse(module.read_text(encoding="utf-8"))
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "agg":
            inside = list(inside_of(call, tree))
            used = {node.attr for node in inside if isinstance(node, ast.Attribute)}
            assert used <= ALLOWED, f"{module.name}:{call.lineno}"
            assert not [node for node in inside if isinstance(node, ast.Compare | ast.BinOp | ast.UnaryOp)]


def inside_of(call: ast.Call, tree: ast.AST) -> Iterator[ast.AST]:
    """Everything an aggregation is made of, with the lists that are unpacked into it."""
    assigned = {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for argument in (*call.args, *call.keywords):
        yield from ast.walk(argument)
        for node in ast.walk(argument):
            if isinstance(node, ast.Name) and node.id in assigned:
                yield from ast.walk(assigned[node.id])


def test_aggregations_are_found() -> None:
    """The guard above has something to guard."""
    assert [module.stem for module in MODULES if ".agg(" in module.read_text(encoding="utf-8")] == [
        "canonical",
        "condensing",
        "moments",
        "panel_state",
        "reduction",
        "revisions",
        "scope",
    ]
