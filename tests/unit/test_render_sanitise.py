"""What a terminal could obey is shown instead."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resumetrack.render import clean

BIDI = {chr(number) for number in (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))}
ANY = st.text(st.characters() | st.characters(categories=["Cc", "Cf", "Cs", "Zl", "Zp"]))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]0;title\x07", r"\x1b]0;title\x07"),
        ("\x1b[2J", r"\x1b[2J"),
        ("\x9b31m", r"\x9b31m"),
        ("a\x7f\x00b", r"a\x7f\x00b"),
        ("a\tb\r\nc", r"a\tb\r\nc"),
        ("exe\u202egpj", r"exe\u202egpj"),
        ("a\u200bb\u200dc\ufeff", r"a\u200bb\u200dc\ufeff"),
        ("a\u2028b\u2029", r"a\u2028b\u2029"),
        ("\U000e0041", r"\U000e0041"),
        ("\ud800", r"\ud800"),
        ("\u3164", r"\u3164"),
    ],
)
def test_unsafe_text_is_shown(text: str, shown: str) -> None:
    """Escape sequences, reading direction, zero width and separators appear as Python would write them."""
    assert clean(text) == shown


@pytest.mark.parametrize(
    "text", ["", "北京市\u3000海淀区", "Île-de-France", "日本 🏭", "a\\b", "[red]x[/red]", "é e\u0301"]
)
def test_other_text_is_unchanged(text: str) -> None:
    """Names in any script, and marks that mean something elsewhere, stay."""
    assert clean(text) == text


@given(ANY)
def test_nothing_unsafe_is_left(text: str) -> None:
    """No control, no direction, no half of a character is left, and cleaning twice changes nothing."""
    shown = clean(text)
    assert not {unicodedata.category(character) for character in shown} & {"Cc", "Cs", "Zl", "Zp"}
    assert not BIDI & set(shown)
    assert clean(shown) == shown
    assert shown.encode("utf-8").decode("utf-8") == shown
