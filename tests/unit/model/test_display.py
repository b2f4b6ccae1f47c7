"""Names shown to people: harmless, and still exactly those bytes."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediascan.model.display import show, unshow


@given(st.binary())
def test_the_bytes_can_be_had_back(name):
    assert unshow(show(name)) == name


@given(st.binary() | st.text(st.characters(exclude_categories=["Cs"])))
def test_nothing_that_steers_a_terminal_or_turns_the_line_gets_through(name):
    for letter in show(name):
        assert letter == " " or not letter.isspace()
        assert unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"plain.txt", "plain.txt"),
        (b"a\nb", "a\\u{a}b"),
        (b"\x1b[2J", "\\u{1b}[2J"),
        (b"\xff", "\\xff"),
        ("\u202egpj.exe".encode(), "\\u{202e}gpj.exe"),
        (b"back\\slash", "back\\\\slash"),
        ("中文 é".encode(), "中文 é"),
        (b"", ""),
    ],
)
def test_examples(name, shown):
    assert show(name) == shown


@pytest.mark.parametrize("text", ["\\", "\\u{110000}", "\\u{d800}", "\\x", "\\xZZ", "plain", "\\n"])
def test_what_is_no_escape_stands_for_itself(text):
    assert unshow(text) == text.encode()
