"""Word vectors have no magic: what is theirs, and what only looks like it."""

import struct

import pytest

from mediascan.formats.classical import word2vec_binary, word2vec_text
from mediascan.model.finding import Confidence
from mediascan.reading.window import Window

NUMBERS = struct.pack("<3f", 0.5, -1.25, 3.0)


def binary(words, size=3, count=None, end=b""):
    head = f"{len(words) if count is None else count} {size}\n".encode()
    return head + b"".join(word + b" " + NUMBERS + end for word in words)


def text(lines):
    return "".join(f"{line}\n" for line in lines).encode()


@pytest.mark.parametrize("end", [b"", b"\n"])
def test_both_writers_of_binary_vectors(end):
    found = word2vec_binary.examine(
        Window.over(binary([b"the", b"of", "Zürich".encode()], end=end))
    )
    assert found.confidence is Confidence.CONSISTENT
    assert found.facts["columns"] == ["the", "of", "Zürich"]


def test_binary_vectors_that_are_cut_short_are_told():
    found = word2vec_binary.examine(Window.over(binary([b"a", b"b"] * 8, count=1000)))
    assert found.faults[0].message.startswith("behind 16 words: ")
    assert found.facts["vocabulary_size"] == 1000


@pytest.mark.parametrize(
    "data",
    [
        b"5 4\nhello there\nthis is a file of words, with a line of numbers before it\n" * 9,
        binary([b"a"] * 4).replace(NUMBERS[-4:], b"\xff\xff\xff\x7f"),  # not a number
        text(["2 3", "man 0.25 0.5 0.75", "woman 0.5 0.25 0.125"]),
        b"5 1\n" + bytes(100),
    ],
)
def test_what_is_no_binary_vectors(data):
    assert word2vec_binary.examine(Window.over(data)) is None


@pytest.mark.parametrize(
    "data",
    [
        text(["3 3", "1 2 3 4", "5 6 7 8", "9 10 11 12"]),  # a table of numbers
        text(["2 3", "man 0.25 0.5", "woman 0.5 0.25"]),
        text(["the 3 of 5", "the 4 of 6", "the 5 of 7"]),
        text(["the 1 2 3", "of 1 2 3", "to 1 2 3"]),  # GloVe has more numbers
        b"the house\n",
        b"7 apples and 4 pears\n",
    ],
)
def test_what_is_no_vectors_in_text(data):
    assert word2vec_text.examine(Window.over(data)) is None


def test_lines_that_are_missing_are_told():
    found = word2vec_text.examine(Window.over(text(["9 2", "a 1 2", "b 1 2", "c 1 2"])))
    assert found.faults[0].message == "3 lines of 9 words"
    assert found.confidence is Confidence.PARSED
