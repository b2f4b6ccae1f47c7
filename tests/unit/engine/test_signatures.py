"""Which formats are asked about a file, by its signature and by the words near its start."""

from dataclasses import replace

import pytest

from mediascan.engine.signatures import SignatureTable
from mediascan.formats.base import WORDS_REACH, Format, Signature
from mediascan.formats.registry import all_formats
from mediascan.model.finding import Kind


def nothing(_window):
    return None


def card(name, *words):
    return Format(
        name,
        name,
        Kind.CONFIG,
        "https://example.org",
        nothing,
        (Signature(b"{"),),
        words=words,
    )


TABLE = SignatureTable([card("any"), card("index", b'"weight_map"', b'"all_checkpoint_keys"')])


@pytest.mark.parametrize(
    ("head", "asked"),
    [
        (b'{"weight_map": {}}', ["any", "index"]),
        (b'{"all_checkpoint_keys": {}}', ["any", "index"]),
        (b'{"weights": {}}', ["any"]),
        (b'["weight_map"]', []),
        (b"{" + b" " * WORDS_REACH + b'"weight_map"', ["any"]),
    ],
)
def test_a_format_with_words_is_asked_where_one_of_them_stands_near_the_start(head, asked):
    assert [one.id for one in TABLE.hits(head, head, len(head))] == asked


LINES = SignatureTable(
    [
        card("runs", b"\nsteps:", b"\nstep:"),
        card("both", b'"model', b"\nmodel:"),
        card("other", b"</"),
    ]
)


@pytest.mark.parametrize(
    ("head", "asked"),
    [
        (b"{\nsteps: 1", ["runs"]),
        (b"{\nstep: 1", ["runs"]),
        (b"{\n steps: 1", []),
        (b"{" + b" " * 5000 + b"\nsteps: 1", []),
        (b"{\nmodel: 1", ["both"]),
        (b'{"model', ["both"]),
        (b'{"mode', []),
        (b"{</\nstep:", ["runs", "other"]),
    ],
)
def test_words_of_lines_and_of_keys_are_looked_for_together(head, asked):
    assert [one.id for one in LINES.hits(head, head, len(head))] == asked


WITHOUT_LOOKS = SignatureTable(replace(one, look=None) for one in all_formats())


@pytest.mark.parametrize("one", all_formats(), ids=lambda f: f.id)
def test_each_word_of_each_format_is_found(one):
    for word in one.words:
        for sign in one.signatures:
            if sign.at == 0:
                head = sign.magic + b" \n\n" + word
                asked = [card.id for card in WITHOUT_LOOKS.hits(head, head, len(head))]
                assert one.id in asked, (sign, word)


def test_a_word_at_the_very_start_counts_as_one_of_a_line():
    table = SignatureTable([replace(card("x", b"\nstep:"), signatures=(Signature(b"s"),))])
    assert table.hits(b"step: 1", b"", 7)
