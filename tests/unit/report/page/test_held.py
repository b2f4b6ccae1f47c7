"""An estimate is never told as a fact, and a corpus never surer than the bytes."""

import pytest

from mediascan.report.page.held import amounts, amounts_of_all, corpora, corpora_of_all, texts
from mediascan.report.page.quantities import about

GUESS = {
    "estimated_token_count": 1_200_000_000,
    "token_bounds": [800_000_000, 1_900_000_000],
    "token_method": "0.19 to 0.42 tokens a character",
}


def test_an_estimate_has_its_bounds_and_its_method():
    assert amounts({"row_count": 1, **GUESS}) == [
        "1 row",
        "about 1.20 B tokens (between 800 M and 1.90 B: 0.19 to 0.42 tokens a character)",
    ]


def test_an_exact_number_stands_alone():
    assert amounts({"token_count": 7, **GUESS}) == ["7 tokens"]


def test_exact_and_estimated_files_add_up_to_an_estimate():
    assert amounts_of_all([{"token_count": 1_000_000_000}, GUESS]) == [
        "about 2.20 B tokens in all (between 1.80 B and 2.90 B, partly estimated)"
    ]
    assert amounts_of_all([{"token_count": 1}, {"token_count": 2}]) == ["3 tokens in all"]


def test_an_estimate_without_bounds_says_that_it_is_one():
    assert amounts({"estimated_sample_count": 5}) == ["about 5 samples (estimated)"]


def test_corpora_are_named_as_surely_as_the_bytes_do():
    assert corpora(
        {"corpora": {"C4": "columns", "The Pile": "stated", "FineWeb": "structure"}}
    ) == [
        "has the columns of C4",
        "says that it is The Pile",
        "has the structure of FineWeb",
    ]
    assert corpora_of_all([{"corpora": {"C4": "columns"}}, {"corpora": {"C4": "stated"}}, {}]) == [
        "says that it is C4"
    ]


def test_texts_that_nobody_looked_at_are_said_to_be_so():
    assert texts({"texts_unread": "languages not looked at"}) == ["languages not looked at"]
    assert texts({"sampled_texts": 3, "languages": {"en": 2}, "personal_data": {"x": 1}}) == [
        "languages of 3 texts: en 2",
        "signs of personal data: x 1",
    ]


@pytest.mark.parametrize("value", [None, "no", [1], {"a": "b"}, -5])
def test_facts_of_another_shape_are_no_error(value):
    keys = ("estimated_token_count", "token_bounds", "token_method", "corpora", "languages")
    amounts(dict.fromkeys(keys, value))
    texts(dict.fromkeys(keys, value))
    corpora_of_all([dict.fromkeys(keys, value)])


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0, "0"), (7, "7"), (2872, "2,870"), (565_757, "565,000"), (10**9, "1.00 B")],
)
def test_an_estimate_has_three_digits(value, shown):
    assert about(value) == shown
