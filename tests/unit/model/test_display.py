"""Names shown to people: harmless, and still exactly those bytes."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediascan.model.display import show

_ESCAPE = re.compile(r"\\(?:x([0-9a-f]{2})|u\{([0-9a-f]+)\}|(\\))")


def unshow(text):
    """The bytes that `show` was given."""

    def back(found):
        if found[1]:
            return chr(0xDC00 + int(found[1], 16))
        return chr(int(found[2], 16)) if found[2] else "\\"

    return _ESCAPE.sub(back, text).encode("utf-8", "surrogateescape")


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
