"""Sizes and times in words."""

import pytest

from mediascan.cli.console import duration, error, size


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (80 * 10**12, "80.0 TB"),
        (10**19, "10000.0 PB"),
    ],
)
def test_sizes_are_decimal_as_drives_are_labelled(count, words):
    assert size(count) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, "not known yet"),
        (0, "0 s"),
        (61, "1 min 1 s"),
        (86_400 * 3 + 7200 + 5, "3 d 2 h"),
        (86_400 * 31, "more than 30 d"),
    ],
)
def test_times_have_two_units_at_most(seconds, words):
    assert duration(seconds) == words


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("the key is open", "mediascan: The key is open.\n"),
        ("a.pem is there already", "mediascan: a.pem is there already.\n"),
        ("/x is no folder.", "mediascan: /x is no folder.\n"),
    ],
)
def test_a_sentence_has_a_capital_and_a_stop_but_a_name_stays(capsys, text, shown):
    error(text)
    assert capsys.readouterr().err == shown
