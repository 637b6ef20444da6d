"""Whatever text a cell holds, the engine gets it to the letter."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
from hypothesis import example, given
from hypothesis import strategies as st

from resumetrack.store import lines

TYPES = {"line": "BIGINT", "period": "DATE", "name": "VARCHAR", "region": "VARCHAR"}
HOSTILE = "\r\n\x1d\x1a\x1f\0\",;'\\ \ufeff\u2028\x85\x0b\x0c0123ab"
texts = st.none() | st.text(min_size=1) | st.text(alphabet=HOSTILE, min_size=1)


@given(st.lists(st.tuples(texts, texts), max_size=12))
@example([("a\rb", "x"), ("a\nb", "\r\n"), ("\x1a1", "\x1a"), ("\x1d", "\0")])
def test_text_arrives_to_the_letter(cells: list[tuple[str | None, str | None]]) -> None:
    """Line breaks, separators and codes within a cell are part of it; no text is missing."""
    rows = [(place, date(2020, 3, 1), *row) for place, row in enumerate(cells)]
    with TemporaryDirectory() as folder, duckdb.connect() as connection:
        files = lines.write(Path(folder), rows, None)
        sql = lines.select(files, TYPES)
        assert connection.execute(f"FROM ({sql}) ORDER BY line").fetchall() == rows
