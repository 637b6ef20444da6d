"""Rows that speak of no enterprise: totals, notes and signatures under a table, titles that a page break repeats."""

import re
import unicodedata
from collections.abc import Sequence

TOTAL, FOOTER, PART = "total-row", "footer-line", "part-row"
FOOTNOTE_MARKS = ("*", "†", "‡", "※", "★", *"①②③④⑤⑥⑦⑧⑨⑩", *"¹²³")
_TOTALS = (
    r"[^,，;；。:：()]{0,15}?(?:合计|总计|小计|共计|总数|累计)(?:数|人数|户数|家数)?"
    r"|全国|全省|全市|全县|全区|(?:grand |sub|sub-|sub |over-?all )?totals?|sum|sum total"
)
_ORDINARY = re.compile(r"[0-9A-Z]*\d[0-9A-Z-]*", re.ASCII)
_TOTAL = re.compile(rf"(?:{_TOTALS})(?:\(.*\)|[:]?\s*[\d.,]*\s*[家户个人]?)")
_LEADS = (
    "注", "备注", "附注", "说明", "填表说明", "填报说明", "指标说明", "数据来源", "资料来源", "来源", "出处",
    "填表人", "填报人", "制表人", "制表", "审核人", "审核", "复核人", "复核", "审批人", "负责人", "单位负责人",
    "企业负责人", "统计负责人", "分管领导", "经办人", "联系人", "联系电话", "联系方式", "电话", "填报单位",
    "填表单位",
    "制表单位", "报送单位", "编制单位", "制表日期", "制表时间", "填表日期", "填表时间", "填报日期", "填报时间",
    "报出日期",
    "报送日期", "报送时间", "打印日期", "打印时间", "更新时间", "更新日期", "数据截至", "截至日期", "截至时间",
    "source", "sources", "data source", "data sources", "note", "notes", "n.b.", "nb", "remark", "remarks",
    "footnote",
    "footnotes", "prepared by", "compiled by", "checked by", "reviewed by", "approved by", "signed by", "contact",
    "printed", "printed on", "generated", "generated on", "exported", "exported on", "last updated", "updated",
    "updated on", "date of preparation", "disclaimer",
)  # fmt: skip
_FOOTER = re.compile(
    rf"(?:[*]{{1,3}}\s*)?(?:{'|'.join(re.escape(lead) for lead in sorted(_LEADS, key=len, reverse=True))})\s*\d?\s*[:]"
    r"|(?:注|note|notes)\s*\d{1,2}\s*[.、)]"
    r"|第\s*\d+\s*页|共\s*\d+\s*页|page \d+(?: of \d+)?$|-+\s*\d+\s*-+$"
    r"|\(?(?:以下空白|此页无正文|完|end of (?:file|report|table|data))\)?$"
)
_PART = re.compile(r"其中\s*[:,、]?|(?:of which|thereof)\b")


def plain(text: str) -> str:
    """Bring a text to the form in which these words are compared."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def kind_of(text: str) -> str:
    """Tell what a text says that stands where an enterprise should: a total, a footer, or nothing of the sort."""
    if _ORDINARY.fullmatch(text):
        return ""
    compared = plain(text)
    if _FOOTER.match(compared):
        return FOOTER
    return TOTAL if _TOTAL.fullmatch(compared.replace(" ", "") if not compared.isascii() else compared) else ""


def is_part(text: str) -> bool:
    """Whether a text says that its row is a part of another (其中：国有)."""
    return _PART.match(plain(text)) is not None


def is_signature(header: str) -> bool:
    """Whether a header names who sent or signed a table, or a remark on it."""
    return plain(header).rstrip(":") in _LEADS


def find_aside(cells: Sequence[str]) -> tuple[str, int]:
    """Tell what a row without an enterprise is, by its first text that says so, and where that text stands."""
    for place, cell in enumerate(cells):
        if cell.strip() and (kind := kind_of(cell)):
            return kind, place
    return "", 0


def leads(cells: Sequence[str]) -> tuple[str, int]:
    """Tell what a row of the wrong width is by its first text alone: a sentence may hold any delimiter."""
    place = next((place for place, cell in enumerate(cells) if cell.strip()), 0)
    return (kind_of(cells[place]), place) if cells else ("", 0)
