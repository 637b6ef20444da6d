"""The formats by name."""

from collections.abc import Iterator

from resumetrack.errors import UsageError
from resumetrack.model import Lang, Table
from resumetrack.render.delimited import csv_lines, tsv_lines
from resumetrack.render.jsons import json_lines, jsonl_lines
from resumetrack.render.markdown import markdown_lines
from resumetrack.render.screen import Screen

FORMATS = ("table", "csv", "tsv", "json", "jsonl", "md")


def render(table: Table, fmt: str, *, lang: Lang, screen: Screen) -> Iterator[str]:
    """Give `table` in the format `fmt` as pieces of text, each ending in a newline.

    `lang` chooses the words for people; csv, tsv, json and jsonl depend on the table alone. Notes are part of md only:
    with a table they are talk, which the caller prints elsewhere.

    Raises
    ------
    UsageError
        If there is no such format.
    """
    match fmt:
        case "csv":
            return csv_lines(table)
        case "tsv":
            return tsv_lines(table)
        case "json":
            return json_lines(table)
        case "jsonl":
            return jsonl_lines(table)
        case "md":
            return markdown_lines(table, lang, unicode=screen.unicode)
        case "table":
            # Rich takes a tenth of a second to import, and programs do not need it.
            from resumetrack.render.table import table_lines

            return table_lines(table, lang, screen)
    raise UsageError(f"unknown format: {fmt}", hint=f"choose one of {', '.join(FORMATS)}")
