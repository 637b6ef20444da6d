"""What encoding a text looks like that nobody stated; nothing is chosen by it."""

import pytest

from resumetrack.reading.files.encodings import NOTHING_FITS, fitting

HEADERS = {
    "big5": "日期,企業代碼,開工狀態,地區\n2020-04-01,1,已復工,臺北\n",
    "cp932": "日付,企業コード,操業状況,地域\n2020-04-01,1,操業中①,東京都\n",
    "euc_kr": "날짜,기업코드,가동상태,지역\n2020-04-01,1,가동,서울\n",
}


@pytest.mark.parametrize("encoding", HEADERS)
def test_a_text_looks_like_its_own_encoding(encoding: str) -> None:
    """The first that is named is the right one, and it is called likely."""
    found = fitting(HEADERS[encoding].encode(encoding))
    assert (found.names[0], found.is_likely) == (encoding, True)
    assert found.advice().startswith(f"the encoding is a guess, and the text looks like {encoding}: try --encoding")


def test_the_words_of_a_header_count_before_the_looks() -> None:
    """What makes headers known is named first, however rare its characters are."""
    text = HEADERS["big5"].encode("big5")
    garbled = text.decode("cp932").split(",")[0]
    assert fitting(text, lambda cells: 2 * (cells[0] == garbled)).names[0] == "cp932"


def test_an_ordinary_chinese_text_looks_like_none_of_them() -> None:
    """They are named as what may be tried if it looks garbled."""
    found = fitting("甲栏,乙栏,丙栏\n一,二,三\n".encode("gb18030"))
    assert not found.is_likely
    assert found.advice().startswith("if the columns look garbled")


def test_what_no_encoding_has_gets_no_advice() -> None:
    """Bytes that are in none of them."""
    assert fitting(b"\x80\x20\xff\x0a\xa0\x0a\x81\x20\n").names == ()
    assert NOTHING_FITS.advice() == ""
