"""Which formats are asked about a file, by its signature and by the words near its start."""

import pytest

from mediascan.engine.signatures import SignatureTable
from mediascan.formats.base import WORDS_REACH, Format, Signature
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
    assert [one.id for one in TABLE.hits(head, head)] == asked
