"""Vocabularies: the same tokens have the same digest in every form."""

import base64
import hashlib
import json

import pytest

from mediascan.reading.tokenizers.lines import count_merges, read_ranks, read_words
from mediascan.reading.tokenizers.tokenizer_json import read_tokenizer
from mediascan.reading.tokenizers.vocabulary import Numbered, numbered

TOKENS = ["<unk>", "a", "\u0120b", 'q"\\', "\u65e5\U0001f600", "\n"]
DIGEST = hashlib.sha256(b"".join(t.encode() + b"\n" for t in TOKENS)).hexdigest()


def facts(vocabulary):
    said = {}
    vocabulary.say(said)
    return said


@pytest.mark.parametrize("ascii_only", [True, False])
@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("back", [False, True])
def test_numbered_in_any_order_and_spelling(ascii_only, indent, back):
    numbers = dict(sorted(((t, n) for n, t in enumerate(TOKENS)), reverse=back))
    data = json.dumps(numbers, ensure_ascii=ascii_only, indent=indent).encode()
    pairs = Numbered()
    for token, number, _ in numbered(data, 1):
        pairs.add(token, number)
    assert pairs.distinct()
    said = facts(pairs.vocabulary())
    assert said == {"vocabulary_size": len(TOKENS), "vocabulary_sha256": DIGEST}


def tokenizer(model, added=("<unk>", "<new>")):
    tokens = [{"id": n, "content": one} for n, one in enumerate(added)]
    return json.dumps({"version": "1.0", "added_tokens": tokens, "model": model}).encode()


def test_tokenizer_json():
    vocab = {token: number for number, token in enumerate(TOKENS)}
    model = {"type": "BPE", "vocab": vocab, "merges": [["a", "\u0120b"], ["x", "y"]]}
    data = tokenizer(model)
    found = read_tokenizer(data)
    assert facts(found.vocabulary)["vocabulary_sha256"] == DIGEST
    assert (found.algorithm, found.merges, found.more, found.whole) == ("BPE", 2, 1, True)
    old = read_tokenizer(tokenizer({**model, "merges": ["a \u0120b"]}))
    assert (old.merges, old.whole) == (1, True)
    assert not read_tokenizer(data[:-4]).whole
    assert not read_tokenizer(data[: data.index(b"u0120b")]).whole


def test_tokenizer_json_with_scores_or_nothing():
    scores = [[token, -1.5 - number] for number, token in enumerate(TOKENS)]
    found = read_tokenizer(tokenizer({"type": "Unigram", "unk_id": 0, "vocab": scores}))
    assert facts(found.vocabulary)["vocabulary_sha256"] == DIGEST
    assert found.whole
    assert read_tokenizer(tokenizer({"type": "BPE", "vocab": {}, "merges": []})).whole
    assert read_tokenizer(b'{"added_tokens": 3, "x": 1}') is None


def test_ranks():
    lines = [base64.b64encode(t.encode()) + b" %d\n" % n for n, t in enumerate(TOKENS)]
    found, end = read_ranks(b"".join(lines))
    assert facts(found)["vocabulary_sha256"] == DIGEST
    assert end == sum(map(len, lines))
    assert read_ranks(b"".join(lines[1:]))[0].count == 0
    assert read_ranks(b"".join((*lines[:3], lines[1])))[0].count == 3


def test_merges_and_words():
    data = b"a b\nc d\ntoo many words\n"
    assert count_merges(data, 0) == (2, 8)
    found, odd = read_words(b"[PAD]\n##a\ntwo words\n")
    assert (found.count, odd) == (3, 1)
