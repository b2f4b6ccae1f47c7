"""vocab.txt of a WordPiece tokenizer, as of BERT: a token a line; `##` goes on within a word."""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.reading.settings.say import described
from mediascan.reading.tokenizers.lines import read_words
from mediascan.reading.window import Window

_WORDS = (b"\n[UNK]\n", b"\n[UNK]\r\n")
_SPECIAL = (b"[PAD]", b"[UNK]", b"[CLS]", b"[SEP]", b"[MASK]")
_STARTS = (b"[", b"#", b"!", b"<", b"\xef\xbb\xbf[")
_MOST = 8 << 20  # bytes read: eight times a vocabulary of 120,000 tokens
_ODD = 0.01  # share of lines that hold a blank


def examine(window: Window) -> Finding | None:
    data = window.read(0, min(window.size, _MOST))
    lines = b"\n" + data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n") + b"\n"
    special = [one for one in _SPECIAL if b"\n" + one + b"\n" in lines]
    if len(special) < 3 or b"\0" in data:
        return None
    found, odd = read_words(data)
    parts = lines.count(b"\n##")
    if odd > 2 + found.count * _ODD or found.count < len(special) + 8:
        return None
    facts = Facts(tokenizer="WordPiece")
    found.say(facts)
    facts["special_tokens"] = [one.decode("ascii") for one in special]
    facts["metadata"] = {"parts of words": str(parts)}
    return described("wordpiece_vocab", window, facts, _WORDS, None, sure=bool(parts and not odd))


FORMAT = Format(
    id="wordpiece_vocab",
    title="WordPiece vocabulary",
    kind=Kind.CONFIG,
    reference="https://github.com/google-research/bert",
    examine=examine,
    signatures=tuple(map(Signature, _STARTS)),
    suffixes=(".txt",),
    words=_WORDS,
    weak=True,
)
