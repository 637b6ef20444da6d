"""Makes the workbooks of tests/reading_corpus: `python scripts/make_workbooks.py`, once, whenever one is added.

They are committed, so that nobody needs what makes them: openpyxl for xlsx, xlwt for xls (it is in no requirements
file). The others are written record by record, since no library writes them.
"""

import io
import struct
import sys
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

CORPUS = Path(__file__).parent.parent / "tests" / "reading_corpus"
HEADER = ("日期", "统一社会信用代码", "企业名称", "行政区划代码", "开工状态", "从业人员", "到岗人数", "备注")
DAY = date(2020, 3, 28)
ROWS = (
    (DAY, "91420100MA4K0001X0", "甲公司", "420102", "已复工", 1200, 900, "正常"),
    (DAY, "91420100MA4K0002X0", "乙公司", "420103", "停工", 60, 0, None),
)
Made = dict[str, Callable[[], bytes]]
MADE: Made = {}


def made(folder: str, suffix: str = "xlsx") -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    """Name the folder a workbook goes to."""

    def remember(make: Callable[[], bytes]) -> Callable[[], bytes]:
        MADE[f"{folder}/input.{suffix}"] = make
        return make

    return remember


# ---- xlsx -----------------------------------------------------------------------------------------------------------


def book(**sheets: Sequence[Sequence[object]]) -> Any:
    """Make a workbook of sheets of rows."""
    made_book = import_module("openpyxl").Workbook()
    made_book.remove(made_book.active)
    for name, rows in sheets.items():
        sheet = made_book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    return made_book


def saved(workbook: Any, replaced: dict[str, Callable[[bytes], bytes]] | None = None) -> bytes:
    """Save a workbook the same way at any time."""
    stream = io.BytesIO()
    workbook.save(stream)
    parts = {}
    with zipfile.ZipFile(stream) as archive:
        for name in archive.namelist():
            if not name.startswith("docProps/"):
                change = (replaced or {}).get(name, bytes)
                parts[name] = change(archive.read(name))
    for name, part in parts.items():
        if name in {"_rels/.rels", "[Content_Types].xml"}:
            parts[name] = b"".join(
                piece for piece in part.replace(b"><", b">\n<").splitlines() if b"docProps" not in piece
            )
    return archived(parts)


def archived(parts: dict[str, bytes]) -> bytes:
    """Pack parts, all of the same age."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2020, 3, 28, 12, 0, 0)), part, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


@made("workbook_clean")
def _clean() -> bytes:
    return saved(book(Sheet1=(HEADER, *ROWS)))


@made("workbook_with_macros", "xlsm")
def _macros() -> bytes:
    return saved(book(日报=(HEADER, *ROWS)))


@made("workbook_named_csv", "csv")
def _named_csv() -> bytes:
    return saved(book(日报=(HEADER, *ROWS)))


@made("workbook_error_cells")
def _errors() -> bytes:
    rows = [list(row) for row in (*ROWS, *ROWS, ROWS[0])]
    rows[2][1], rows[3][1], rows[4][1] = (f"91420100MA4K000{number}X0" for number in (3, 4, 5))
    workbook = book(日报=(HEADER, *rows))
    for place, error in (("G2", "#DIV/0!"), ("C3", "#N/A"), ("D4", "#REF!"), ("H5", "#VALUE!"), ("B6", "#NAME?")):
        cell = workbook["日报"][place]
        cell.value, cell.data_type = error, "e"
    return saved(workbook)


@made("workbook_formula_not_calculated")
def _not_calculated() -> bytes:
    rows = [list(row) for row in ROWS]
    rows[0][6] = "=F2*0.75"
    return saved(book(日报=(HEADER, *rows)))


@made("workbook_merged_cells")
def _merged() -> bytes:
    rows = (
        ("某市企业复工情况日报（2020年3月28日）",),
        ("统一社会信用代码", "所属地区", "从业人员", None, "开工状态"),
        (None, None, "从业人员", "到岗人数", None),
        ("91420100MA4K0001X0", "420102", 1200, 900, "已复工"),
        ("91420100MA4K0002X0", None, 60, 0, "停工"),
        ("91420100MA4K0003X0", None, 80, 80, "已复工"),
        ("91420100MA4K0004X0", "420103", 10, 5, "已复工"),
    )
    workbook = book(日报=rows)
    for place in ("A1:E1", "A2:A3", "B2:B3", "C2:D2", "E2:E3", "B4:B6"):
        workbook["日报"].merge_cells(place)
    return saved(workbook)


@made("workbook_dates_and_times")
def _dates() -> bytes:
    header = ("日期", "企业代码", "开工状态", "到岗人数", "预计复工日期", "填表时间")
    rows = (
        (datetime(2020, 3, 28), "A1", "停工", 0, date(2020, 4, 8), datetime(2020, 3, 28, 9, 30)),  # noqa: DTZ001
        ("2020年3月28日", "A2", "停工", 0, "2020.4.8", "9:30"),
        (43918, "A3", "停工", 0, None, None),
    )
    return saved(book(日报=(header, *rows)))


@made("workbook_epoch_1904")
def _epoch() -> bytes:
    workbook = book()
    workbook.epoch = import_module("openpyxl").utils.datetime.CALENDAR_MAC_1904
    sheet = workbook.create_sheet("日报")
    for row in (HEADER, *ROWS):
        sheet.append(list(row))
    sheet["A3"].value, sheet["A3"].number_format = 42456, "General"
    return saved(workbook)


@made("workbook_date_format_of_texts")
def _stated_format() -> bytes:
    rows = [list(row) for row in ROWS]
    rows[1][0] = "28/03/2020"
    return saved(book(日报=(HEADER, *rows)))


@made("workbook_percent_cells")
def _percents() -> bytes:
    header = ("日期", "企业代码", "开工状态", "从业人员", "返岗率", "开工率")
    workbook = book(日报=(header, (DAY, "A1", "已复工", 200, 0.985, 0.805), (DAY, "A2", "停工", 50, 0, 0.07)))
    for place in ("E2", "E3", "F2", "F3"):
        workbook["日报"][place].number_format = "0.0%"
    return saved(workbook)


@made("workbook_hidden_rows_and_sheets")
def _hidden() -> bytes:
    workbook = book(日报=(HEADER, *ROWS), 旧表=(HEADER, *ROWS), 说明=(("请于每日十点前报送",),))
    workbook["旧表"].sheet_state = "hidden"
    workbook["日报"].row_dimensions[3].hidden = True
    return saved(workbook)


@made("workbook_number_ids")
def _number_ids() -> bytes:
    header = ("日期", "企业代码", "开工状态", "编号")
    rows = (
        (DAY, 676345, "已复工", 7), (DAY, 42, "停工", 8), (DAY, 913301001234567890, "停工", 9),
        (DAY, 1234567890123456, "停工", 10), (DAY, 123456789012345, "停工", 11), (DAY, "007", "停工", 12),
    )  # fmt: skip
    workbook = book(日报=(header, *rows))
    workbook["日报"]["B3"].number_format = "000000"
    return saved(workbook)


@made("workbook_several_tables_refused")
def _several() -> bytes:
    return saved(book(**{"3月28日": (HEADER, *ROWS), "3月29日": (HEADER, *ROWS), "说明": (("请按时报送",),)}))


@made("workbook_sheet_by_name")
def _by_name() -> bytes:
    return saved(book(汇总=(HEADER, ROWS[0]), 明细=(HEADER, *ROWS)))


@made("workbook_sheet_by_position")
def _by_position() -> bytes:
    return saved(book(汇总=(HEADER, ROWS[0]), 明细=(HEADER, *ROWS)))


@made("workbook_sheet_not_there")
def _not_there() -> bytes:
    return saved(book(汇总=(HEADER, ROWS[0]), 明细=(HEADER, *ROWS)))


@made("workbook_one_sheet_per_day")
def _per_day() -> bytes:
    header, rows = HEADER[1:], [row[1:] for row in ROWS]
    bad = ("91420100MA4K0003X0", "丙公司", "420103", "停工", "许多", 0, None)
    return saved(
        book(**{"3月28日": (header, *rows), "说明": (("请按时报送",),), "3月29日": (("某市日报",), header, *rows, bad)})
    )


@made("workbook_one_sheet_per_city")
def _per_city() -> bytes:
    header = ("企业代码", "开工状态", "日期")
    return saved(
        book(
            武汉市=(header, ("A1", "已复工", DAY), ("A2", "停工", DAY)),
            宜昌市=(("日期", "企业代码", "开工状态", "备注"), (DAY, "B1", "已复工", "正常")),
            空表=(),
        )
    )


@made("workbook_sheets_disagree")
def _disagree() -> bytes:
    return saved(
        book(
            武汉市=(("日期", "企业代码", "开工状态", "到岗人数"), (DAY, "A1", "已复工", 9)),
            宜昌市=(("日期", "企业代码", "开工状态"), (DAY, "B1", "停工")),
        )
    )


@made("workbook_without_data")
def _no_data() -> bytes:
    workbook = book(Sheet1=(), Sheet2=())
    return saved(workbook)


@made("workbook_cells_without_references")
def _no_references() -> bytes:
    cell = '<c t="inlineStr"><is><t>%s</t></is></c>'
    header = "".join(cell % name for name in ("日期", "企业代码", "开工状态", "从业人员", "到岗人数"))
    first = cell % "2020-03-28" + '<c><v>676345</v></c><c t="inlineStr"><is><t>已复工</t></is></c>'
    rows = (
        f"<row>{header}</row><row>{first}<c><v>10</v></c><c t='e'><v>#DIV/0!</v></c></row>"
        f"<row hidden='1'>{first.replace('676345', '676346')}<c><v>10</v></c><c><v>8</v></c></row>"
    )
    replaced = {"xl/worksheets/sheet1.xml": lambda part: part.replace(b"</sheetData>", f"{rows}</sheetData>".encode())}
    return saved(book(日报=()), replaced)


@made("workbook_far_cell")
def _far() -> bytes:
    workbook = book(日报=(HEADER, *ROWS))
    workbook["日报"]["XFD1048576"] = "x"
    return saved(workbook)


@made("workbook_bomb")
def _bomb() -> bytes:
    blanks = b" " * 70_000_000
    return saved(book(日报=(HEADER, *ROWS)), {"xl/styles.xml": lambda part: part + blanks})


@made("workbook_cut_off")
def _cut_off() -> bytes:
    return _clean()[:3000]


@made("workbook_damaged_sheet")
def _damaged() -> bytes:
    return saved(book(日报=(HEADER, *ROWS)), {"xl/worksheets/sheet1.xml": lambda part: part[: len(part) // 2]})


@made("workbook_with_password")
def _locked() -> bytes:
    return compound({"EncryptionInfo": b"\x04\0\x04\0" + bytes(5000), "EncryptedPackage": bytes(5000)})


# ---- xls ------------------------------------------------------------------------------------------------------------


@made("xls_workbook", "xls")
def _xls() -> bytes:
    xlwt = import_module("xlwt")
    workbook = xlwt.Workbook()
    sheet, hidden = workbook.add_sheet("日报"), workbook.add_sheet("旧表")
    hidden.visibility = 1
    hidden.write(0, 0, "旧")
    day, percent, zeros = (xlwt.easyxf(num_format_str=code) for code in ("yyyy/m/d", "0.0%", "000000"))
    for column, name in enumerate(("日期", "企业代码", "区县", "开工状态", "从业人员", "返岗率")):
        sheet.write(0, column, name)
    rows = (
        (676345, "已复工", 200, 0.985), (676346, "停工", 50, 0), (913301001234567890, "停工", 50, 0),
        (42, "停工", 5, 0),
    )  # fmt: skip
    for row, (code, status, staff, rate) in enumerate(rows, 1):
        sheet.write(row, 0, DAY, day)
        sheet.write(row, 1, code, zeros)
        sheet.write(row, 3, status)
        sheet.write(row, 4, staff)
        sheet.write(row, 5, rate, percent)
    sheet.write_merge(1, 3, 2, 2, "江汉")
    sheet.row(5).set_cell_date(0, datetime(2020, 3, 28), day)  # noqa: DTZ001
    sheet.write(5, 1, 7)
    sheet.write(5, 3, "停工")
    sheet.row(5).set_cell_error(4, "#DIV/0!")
    sheet.row(2).hidden = True
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


@made("old_office_document", "doc")
def _document() -> bytes:
    return compound({"WordDocument": bytes(5000)})


def compound(streams: dict[str, bytes]) -> bytes:
    """Write a compound file: a header, a table of sectors, a directory, the streams."""
    last, free = 0xFFFFFFFE, 0xFFFFFFFF
    sectors: list[bytes] = []
    chains = [0xFFFFFFFD, last]  # the table itself, the directory
    entries = [_entry("Root Entry", 5, last, 0, child=1)]
    for place, (name, content) in enumerate(streams.items(), 1):
        start, count = len(chains), -(-len(content) // 512)
        chains += [*range(start + 1, start + count), last]
        sectors.append(content.ljust(count * 512, b"\0"))
        entries.append(_entry(name, 2, start, len(content), right=place + 1 if place < len(streams) else free))
    table = struct.pack(f"<{len(chains)}I", *chains).ljust(512, b"\xff")
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<5H6x9I", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, last, 0, last, 0)
    )
    header += struct.pack("<I", 0) + b"\xff" * 432
    return header + table + b"".join(entries).ljust(512, b"\0") + b"".join(sectors)


def _entry(name: str, kind: int, start: int, size: int, *, right: int = 0xFFFFFFFF, child: int = 0xFFFFFFFF) -> bytes:
    text = name.encode("utf-16-le")
    head = text.ljust(64, b"\0") + struct.pack("<HBB3I", len(text) + 2, kind, 1, 0xFFFFFFFF, right, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)


# ---- xlsb -----------------------------------------------------------------------------------------------------------


def record(kind: int, body: bytes = b"") -> bytes:
    """Write one record of an xlsb part."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size = len(body)
    length = bytes([size]) if size < 128 else bytes([size & 0x7F | 0x80, size >> 7])
    return head + length + body


def wide(text: str) -> bytes:
    """Write a text as xlsb holds it."""
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


@made("xlsb_workbook", "xlsb")
def _xlsb() -> bytes:
    rows: tuple[tuple[object, ...], ...] = (
        ("日期", "企业代码", "开工状态", "从业人员", "返岗率", "备注"),
        (43918.0, 676345.0, "已复工", 200.0, 0.985, "正常"),
        (43918.0, 676346.0, "停工", b"\x07", 0.0, None),
        (43918.0, 913301001234567890.0, "停工", 50.0, 0.0, None),
        (43918.0, 7.0, "停工", 20.0, 0.0, "最后"),
    )
    cells = b""
    for row, values in enumerate(rows):
        hidden = 0x10 if row == 4 else 0
        cells += record(0, struct.pack("<IIHBBBI", row, 0, 300, 0, hidden, 0, 0))
        for column, value in enumerate(values):
            style = {0: 1, 4: 2}.get(column, 0) if row else 0
            head = struct.pack("<II", column, style)
            if isinstance(value, str):
                cells += record(6, head + wide(value))
            elif isinstance(value, float):
                cells += record(5, head + struct.pack("<d", value))
            elif isinstance(value, bytes):
                cells += record(3, head + value)
    merged = record(177, struct.pack("<I", 1)) + record(176, struct.pack("<4I", 1, 3, 5, 5)) + record(178)
    begin = record(129) + record(148, struct.pack("<4I", 0, 4, 0, 5)) + record(145)
    sheet = begin + cells + record(146) + merged + record(130)
    xf = [struct.pack("<HHHHHBBHH", 0, number, 0, 0, 0, 0, 0, 0, 0) for number in (0, 14, 164)]
    styles = (
        record(278) + record(615, struct.pack("<I", 1)) + record(44, struct.pack("<H", 164) + wide("0.0%"))
        + record(616) + record(617, struct.pack("<I", 3)) + b"".join(record(47, one) for one in xf)
        + record(618) + record(279)
    )  # fmt: skip
    workbook = (
        record(131) + record(153, struct.pack("<II", 0, 0) + wide("")) + record(143)
        + record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("日报")) + record(144) + record(132)
    )  # fmt: skip
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    kinds = "application/vnd.ms-excel"
    return archived(
        {
            "[Content_Types].xml": (
                '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
                '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                f'<Override PartName="/xl/workbook.bin" ContentType="{kinds}.sheet.binary.macroEnabled.main"/>'
                f'<Override PartName="/xl/worksheets/sheet1.bin" ContentType="{kinds}.worksheet"/>'
                f'<Override PartName="/xl/styles.bin" ContentType="{kinds}.styles"/></Types>'
            ).encode(),
            "_rels/.rels": (
                f'<Relationships xmlns="{relations}"><Relationship Id="rId1" Type="{office}/officeDocument"'
                ' Target="xl/workbook.bin"/></Relationships>'
            ).encode(),
            "xl/workbook.bin": workbook,
            "xl/_rels/workbook.bin.rels": (
                f'<Relationships xmlns="{relations}">'
                f'<Relationship Id="rId1" Type="{office}/worksheet" Target="worksheets/sheet1.bin"/>'
                f'<Relationship Id="rId2" Type="{office}/styles" Target="styles.bin"/></Relationships>'
            ).encode(),
            "xl/worksheets/sheet1.bin": sheet,
            "xl/styles.bin": styles,
        }
    )


# ---- ods ------------------------------------------------------------------------------------------------------------


def ods(tables: str, styles: str = "") -> bytes:
    """Write an OpenDocument spreadsheet."""
    names = {
        name: f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in ("office", "table", "text", "style")
    } | {"calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"}
    spaces = " ".join(f'xmlns:{name}="{space}"' for name, space in names.items())
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} office:version="1.3">'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>{tables}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    return archived(
        {"mimetype": kind.encode(), "content.xml": content.encode(), "META-INF/manifest.xml": manifest.encode()}
    )


def text_cell(text: str, more: str = "") -> str:
    """Write a cell of text."""
    return f'<table:table-cell office:value-type="string" {more}><text:p>{text}</text:p></table:table-cell>'


def row_of(*cells: str, more: str = "") -> str:
    """Write a row."""
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def table_of(name: str, *rows: str, style: str = "ta1") -> str:
    """Write a sheet."""
    return f'<table:table table:name="{name}" table:style-name="{style}">{"".join(rows)}</table:table>'


def cell_of(kind: str, value: object, attribute: str = "value") -> str:
    """Write a cell of a number or a date."""
    return (
        f'<table:table-cell office:value-type="{kind}" office:{attribute}="{value}">'
        f"<text:p>{value}</text:p></table:table-cell>"
    )


@made("ods_workbook", "ods")
def _ods() -> bytes:
    day, none, covered = cell_of("date", DAY, "date-value"), cell_of("percentage", 0), "<table:covered-table-cell/>"
    error = (
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value=""'
        ' calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
    )
    lost = cell_of("float", 913301001234567890)
    two_rows = text_cell("江汉", 'table:number-rows-spanned="2"')
    rows = (
        row_of(*map(text_cell, ("日期", "企业代码", "开工状态", "从业人员", "返岗率", "区县"))),
        row_of(
            day, cell_of("float", 676345), text_cell("已复工"), cell_of("float", 200), cell_of("percentage", 0.985),
            two_rows,
        ),
        row_of(day, cell_of("float", 676346), text_cell("停工"), error, none, covered),
        row_of(
            day, lost, text_cell("停工"), cell_of("float", 50), none, text_cell("江岸"),
            more='table:visibility="filter"',
        ),
        row_of(day, cell_of("float", 7), text_cell("停工"), cell_of("float", 20), none, text_cell("江岸")),
        row_of(
            '<table:table-cell table:number-columns-repeated="16384"/>', more='table:number-rows-repeated="1048571"'
        ),
    )  # fmt: skip
    styles = "".join(
        f'<style:style style:name="{name}" style:family="table">'
        f'<style:table-properties table:display="{shown}"/></style:style>'
        for name, shown in (("ta1", "true"), ("ta2", "false"))
    )
    return ods(table_of("日报", *rows) + table_of("旧表", row_of(text_cell("旧")), style="ta2"), styles)


@made("ods_repeated_without_end", "ods")
def _ods_bomb() -> bytes:
    cell = text_cell("x", 'table:number-columns-repeated="16384"')
    return ods(table_of("日报", row_of(cell, more='table:number-rows-repeated="1048576"')))


def main(folder: Path = CORPUS) -> None:
    """Write all workbooks, or those of the folders named on the command line."""
    for name, make in MADE.items():
        if not sys.argv[1:] or name.partition("/")[0] in sys.argv[1:]:
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(make())


if __name__ == "__main__":
    main()
