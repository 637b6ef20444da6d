"""Bytes become text and records; what is no table of text is refused with the place and the remedy."""

import gzip
from pathlib import Path

import pytest

from resumetrack.errors import NoInputError, RefusedError, StorageError
from resumetrack.reading.files import raw
from resumetrack.reading.files.raw import CHUNK
from resumetrack.reading.files.records import Dialect, find_dialect, records, sample_rows
from resumetrack.reading.files.source import Source
from resumetrack.reading.files.text import examine


def source(data: bytes) -> Source:
    return Source("f.csv", data=data)


def text_of(data: bytes, encoding: str | None = None) -> str:
    with examine(source(data), encoding).open() as text:
        return text.read()


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("日期".encode(), "utf-8"),
        ("日期".encode("utf-8-sig"), "utf-8-sig"),
        ("日期".encode("utf-16"), "utf-16"),
        ("日期".encode("gbk"), "gb18030"),
        ("日期𠮷".encode("gb18030"), "gb18030"),
        (b"date", "utf-8"),
    ],
)
def test_the_ladder_finds_the_encoding(data: bytes, encoding: str) -> None:
    """Byte order mark, then UTF-8, then GB18030."""
    document = examine(source(data))
    assert document.encoding == encoding
    with document.open() as text:
        assert text.read() in ("日期", "日期𠮷", "date")


def test_a_stated_encoding_is_taken() -> None:
    """What the profile says is not guessed again."""
    assert text_of("Café".encode("cp1252"), "cp1252") == "Café"


def test_a_byte_order_mark_wins_over_a_stated_encoding() -> None:
    """An office that one day saves as UTF-8 with a mark is still read."""
    assert text_of("日期".encode("utf-8-sig"), "gb18030") == "日期"


def test_the_whole_file_decides_not_its_beginning() -> None:
    """A character beyond ASCII at the very end makes a long file GBK."""
    assert text_of(b"a,b\n" * CHUNK + "停产".encode("gbk")).endswith("停产")


def test_what_stands_below_the_head_is_checked_by_whoever_reads_on() -> None:
    """A long text that is UTF-8 beyond doubt is not read to its end to find that out; its end is no less checked."""
    long = "停产\n".encode() * CHUNK + b"\xff\n"
    document = examine(source(long))
    assert document.encoding == "utf-8"
    with document.open() as text:
        assert text.readline() == "停产\n"
    for read_on in (document.check, lambda: text_of(long)):
        with pytest.raises(RefusedError, match=rf"line {CHUNK + 1}, byte offset {7 * CHUNK}: byte 0xFF is not UTF-8"):
            read_on()
    document = examine(source(long[:-2]))
    document.check()
    with document.open() as text:
        assert len(text.read()) == 3 * CHUNK


@pytest.mark.parametrize("size", [CHUNK - 1, CHUNK, CHUNK + 1, CHUNK + 2])
def test_a_long_text_that_is_cut_off_is_refused(size: int) -> None:
    """A transfer may break off in the middle of a character, at the end of the head, too; a whole one is read."""
    whole = "停产\n" * (size // 7) + "a" * (size % 7)
    assert text_of(whole.encode()) == whole
    cut = ("停产\n" * (size // 7 + 1)).encode()[:size]
    if size % 7 in {0, 3, 6}:
        assert text_of(cut)
    else:
        with pytest.raises(RefusedError, match="ends in the middle of a character"):
            text_of(cut)


def test_a_character_across_chunks_is_whole() -> None:
    """Reading in pieces does not break a character in two."""
    data = b"x" * (CHUNK - 1) + "停产".encode()
    assert text_of(data).endswith("停产")
    assert examine(source(data)).encoding == "utf-8"


def test_the_first_bad_byte_is_named_beyond_the_first_chunk() -> None:
    """Offset and line count from the beginning of the file."""
    data = b"ab\n" * CHUNK + b"\xff\xff\n"
    with pytest.raises(RefusedError, match=rf"line {CHUNK + 1}, byte offset {3 * CHUNK}: byte 0xFF"):
        examine(source(data))


def test_identity_is_of_the_bytes_as_delivered() -> None:
    """The hash of a gzip file is that of the packed bytes."""
    packed = gzip.compress(b"a,b\n", mtime=0)
    document = examine(source(packed))
    assert (document.size, document.is_gzip) == (len(packed), True)
    assert document.sha256 != examine(source(b"a,b\n")).sha256


def test_unpacking_is_limited_by_ratio(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small file that unpacks to a large one is refused, by ratio."""
    monkeypatch.setattr(raw, "UNPACKED_FREE", 1000)
    with pytest.raises(RefusedError, match="unpacks to more than"):
        examine(source(gzip.compress(b"a" * 1_000_000)))


def test_an_endless_line_is_refused() -> None:
    """A line of many megabytes is no row."""
    with pytest.raises(RefusedError, match="line 2 is longer than"):
        examine(source(b"a,b\n" + b"x" * 17_000_000))


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path) -> None:
    """The rows must be those whose hash was taken."""
    path = tmp_path / "f.csv"
    path.write_text("a,b\n")
    document = examine(Source("f.csv", path))
    path.write_text("a,b,c\n")
    with pytest.raises(RefusedError, match="changed while it was being read"), document.open():
        pass


def test_a_file_that_disappears_is_no_input(tmp_path: Path) -> None:
    """Between listing and reading a file may go."""
    with pytest.raises(NoInputError, match="no such file"):
        examine(Source("f.csv", tmp_path / "f.csv"))


def test_records_know_the_line_they_start_on() -> None:
    """Quoted newlines and blank lines count."""
    document = examine(source(b'a,b\r\n"x\r\ny",1\r\n\r\nz,2\r\n'))
    assert list(records(document, Dialect())) == [
        (1, ["a", "b"]), (2, ["x\r\ny", "1"]), (4, []), (5, ["z", "2"]),
    ]  # fmt: skip
    assert next(records(document, Dialect(), 3)) == (4, [])


@pytest.mark.parametrize(
    ("text", "line"),
    [('a,"b\n', 1), ('a,b\n1,"x\ny', 2), ('a,b\n"1\n2","x', 3), ('a,b\n"1 ""q"" \n2","x""\ny\n', 3), ('a\n"', 2)],
)
def test_an_open_quote_is_named_by_its_line(text: str, line: int) -> None:
    """The line where the quoted cell starts, not the end of the file."""
    document = examine(source(text.encode()))
    with pytest.raises(RefusedError, match=f"line {line}: a quoted cell starts here and is never closed"):
        list(records(document, Dialect()))


def test_a_cell_over_a_megabyte_is_refused() -> None:
    """Mostly it is a quote that opens by mistake, so its line is named."""
    document = examine(source(b'a,b\n1,"' + b"x\n" * 520_000 + b'"\n'))
    with pytest.raises(RefusedError, match="line 2: a cell is longer than 1,000,000 characters"):
        list(records(document, Dialect()))


@pytest.mark.parametrize(
    ("head", "delimiter"),
    [
        ("date,id\n1;2;3,4\n", ","),
        ('date;id;name\n1;2;"a,b,c,d"\n', ";"),
        ("date\tid, and name\n1\t2\n", "\t"),
        ("date|id\n1|2\n", "|"),
        ("id\n1\n", ","),
        ("", ","),
    ],
)
def test_the_delimiter_is_that_of_the_known_header(head: str, delimiter: str) -> None:
    """Known headers decide, quoted cells do not mislead."""
    found = find_dialect(head, None, lambda cells: len({"date", "id", "name"} & set(cells)))
    assert found.delimiter == delimiter


def test_a_sample_forgives_what_the_strict_reader_refuses() -> None:
    """The delimiter is found even in a file that will be refused, so that the message is about its real fault."""
    assert sample_rows('a,b\n\n1,"x"y\n', Dialect()) == [["a", "b"], ["1", "xy"]]


def test_a_path_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    """What the system says, here that it is a folder, is a storage error with its words."""
    with pytest.raises(StorageError, match="directory"):
        examine(Source("f.csv", tmp_path))
