"""One module per way out: a result table becomes text for people (table, md) or for programs (csv, tsv, json, jsonl).

Everything a person is shown passes `clean`; everything a program is given is faithful to the data and unrounded but
for 12 decimals. Nothing here writes to a stream: the caller owns it.
"""

from resumetrack.render.formats import EXCEL, FORMATS, render
from resumetrack.render.sanitise import clean
from resumetrack.render.screen import Screen

__all__ = ["EXCEL", "FORMATS", "Screen", "clean", "render"]
