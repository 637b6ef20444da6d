"""The formats by name."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from resumetrack.errors import UsageError
from resumetrack.render.screen import Screen

if TYPE_CHECKING:
    from resumetrack.model import Lang, Table

FORMATS = ("table", "csv", "tsv", "json", "jsonl", "md")
EXCEL = "csv for Excel"
"""A way to write csv that is asked for by an option of its own."""


def render(table: "Table", fmt: str, *, lang: "Lang", screen: Screen) -> Iterator[str]:
    """Give `table` in the format `fmt` as pieces of text, each ending in a newline.

    `lang` chooses the words for people; csv, tsv, json and jsonl depend on the table alone. Notes are part of md only:
    with a table they are talk, which the caller prints elsewhere.

    Raises
    ------
    UsageError
        If there is no such format.
    """
    # Each way out is imported when it is taken: rich alone takes a tenth of a second, and programs do not need it.
    if fmt in {"csv", "tsv", EXCEL}:
        from resumetrack.render import delimited

        return {"csv": delimited.csv_pieces, "tsv": delimited.tsv_pieces, EXCEL: delimited.excel_pieces}[fmt](table)
    if fmt in {"json", "jsonl"}:
        from resumetrack.render import jsons

        return jsons.json_lines(table) if fmt == "json" else jsons.jsonl_lines(table)
    if fmt == "md":
        from resumetrack.render.markdown import markdown_lines

        return markdown_lines(table, lang, unicode=screen.unicode)
    if fmt == "table":
        from resumetrack.render.table import table_lines

        return table_lines(table, lang, screen)
    raise UsageError(f"unknown format: {fmt}", hint=f"choose one of {', '.join(FORMATS)}")
