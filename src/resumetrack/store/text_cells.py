"""SQL for the cells of a text that the engine reads by itself: which are plainly clean, and what they make up."""

from collections.abc import Sequence

from resumetrack.model import DESCRIPTORS, BulkColumn, BulkPlan
from resumetrack.store.sql import text, texts

IDENTIFIER = "enterprise_id"
_DESCRIBING = (IDENTIFIER, *DESCRIPTORS)
WORDS = (*_DESCRIBING, "attributes")
"""Fields of a staged row that say who and what its enterprise is."""

_FIRST_LINE = 2  # under the header
_LINE_BYTES = 1_000_000  # no more than the careful path takes for one cell


def describing(plan: BulkPlan) -> list[BulkColumn]:
    """Columns that say who and what an enterprise is: its identifier first, its attributes last."""
    named = {column.name: column for column in plan.columns}
    own = [named[name] for name in _DESCRIBING if name in named]
    return [*own, *(column for _, column in plan.attributes)]


def telling(plan: BulkPlan) -> list[BulkColumn]:
    """Columns that say how an enterprise does in a period."""
    return [column for column in plan.columns if column.name not in _DESCRIBING]


def rows_of(plan: BulkPlan) -> str:
    """SQL that reads the rows of the file, every cell as its text, NULL for a blank one."""
    quote = '"' if plan.has_quotes else ""
    cells = ", ".join(f"'{cell(place)}': 'VARCHAR'" for place in range(plan.width))
    return (
        f"read_csv({text(str(plan.path.resolve()))}, columns = {{{cells}}}, auto_detect = false, header = false, "
        f"skip = {_FIRST_LINE - 1}, delim = {text(plan.delimiter)}, quote = {text(quote)}, escape = {text(quote)}, "
        "nullstr = '', comment = '', strict_mode = true, null_padding = false, ignore_errors = false, "
        f"compression = '{'gzip' if plan.is_gzip else 'none'}', max_line_size = {_LINE_BYTES})"
    )


def line_of(place: str) -> str:
    """SQL for the line of the row that has this place among those of a file, counted from 0."""
    return f"{place} + {_FIRST_LINE}"


def place_of(line: str) -> str:
    """SQL for the place, among the rows of a file, of the one that stands on a line."""
    return f"{line} - {_FIRST_LINE}"


def cell(place: int) -> str:
    """SQL for the cell at a place of a row."""
    return f"c{place}"


def is_clean(column: BulkColumn, said: str) -> str:
    """SQL condition: what a cell says can be taken as it stands."""
    clean = f"regexp_full_match({said}, {text(column.pattern)})"
    if column.except_words:
        longest = max(len(word.encode()) for word in column.except_words)
        # No IN with many words: the engine makes it a join, after which rows are not in the order of their lines.
        clean += f" AND (strlen({said}) > {longest} OR NOT list_contains({texts(column.except_words)}, lower({said})))"
    return f"coalesce({clean}, {'false' if column.needed else 'true'})"


def attributes_of(plan: BulkPlan, said: Sequence[str]) -> str:
    """SQL for the JSON object of clean attributes, NULL for none; `said` is SQL for what their cells say."""
    if not plan.attributes:
        return "NULL"
    members = ", ".join(
        f"{text(key + chr(34))} || {one} || {text(chr(34))}"
        for (key, _), one in zip(plan.attributes, said, strict=True)
    )
    filled = " OR ".join(f"{one} IS NOT NULL" for one in said)
    return f"CASE WHEN {filled} THEN '{{' || concat_ws(',', {members}) || '}}' END"
