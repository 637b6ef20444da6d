"""The formats by name."""

from collections.abc import Iterator

from resumetrack.errors import UsageError
from resumetrack.model import Lang, Table
from resumetrack.render.delimited import csv_lines, excel_lines, tsv_lines
from resumetrack.render.jsons import json_lines, jsonl_lines
from resumetrack.render.markdown import markdown_lines
from resumetrack.render.screen import Screen

FORMATS = ("table", "csv", "tsv", "json", "jsonl", "md")
EXCEL = "csv for Excel"
"""A way to write csv that is asked for by an option of its own."""
_FOR_PROGRAMS = {
    "csv": csv_lines, "tsv": tsv_lines, "json": json_lines, "jsonl": jsonl_lines, EXCEL: excel_lines,
}  # fmt: skip


def render(table: Table, fmt: str, *, lang: Lang, screen: Screen) -> Iterator[str]:
    """Give `table` in the format `fmt` as pieces of text, each ending in a newline.

    `lang` chooses the words for people; csv, tsv, json and jsonl depend on the table alone. Notes are part of md only:
    with a table they are talk, which the caller prints elsewhere.

    Raises
    ------
    UsageError
        If there is no such format.
    """
    if fmt in _FOR_PROGRAMS:
        return _FOR_PROGRAMS[fmt](table)
    if fmt == "md":
        return markdown_lines(table, lang, unicode=screen.unicode)
    if fmt == "table":
        # Rich takes a tenth of a second to import, and programs do not need it.
        from resumetrack.render.table import table_lines

        return table_lines(table, lang, screen)
    raise UsageError(f"unknown format: {fmt}", hint=f"choose one of {', '.join(FORMATS)}")
