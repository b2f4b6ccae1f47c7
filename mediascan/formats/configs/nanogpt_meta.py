"""nanoGPT's `meta.pkl`: the vocabulary of a corpus, letter by letter, beside its files of tokens.

A pickled dictionary of vocab_size, itos (number to letter) and stoi (letter to number).
"""

from mediascan.formats.base import Format
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.pickles.mappings import table_of
from mediascan.reading.pickles.scalars import count_of, length_of, plain_text
from mediascan.reading.pickles.values import Mapping
from mediascan.reading.torch.plain_pickles import open_pickles, opened_finding
from mediascan.reading.window import Window

_WORDS = (b"vocab_size", b"itos", b"stoi")
_HEAD = 1 << 16  # a dictionary's first key stands near its start


def examine(window: Window) -> Finding | None:
    head = window.upto(0, _HEAD)
    if not any(word in head for word in _WORDS[1:]):
        return None
    opened = open_pickles(window)
    if opened is None or opened.found.tensor_count:
        return None
    table = table_of(opened.root)
    size, letters = count_of(table.get("vocab_size")), table.get("itos")
    if size is None or not isinstance(letters, Mapping) or "stoi" not in table:
        return None
    facts = Facts(vocabulary_size=size, framework="nanoGPT")
    some = [plain_text(one) for one in letters.pairs[1 : 2 * LIST_LENGTH : 2]]
    facts["metadata"] = {"letters": "".join(some)}
    if length_of(letters) != size:
        facts["metadata"]["numbers"] = str(length_of(letters))
    return opened_finding("nanogpt_meta", Kind.CONFIG, opened, facts)


FORMAT = Format(
    id="nanogpt_meta",
    title="nanoGPT vocabulary (meta.pkl)",
    kind=Kind.CONFIG,
    reference="https://github.com/karpathy/nanoGPT/blob/master/data/shakespeare_char/prepare.py",
    examine=examine,
    suffixes=(".pkl",),
    refines="pickle",
)
