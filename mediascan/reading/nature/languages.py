"""`languages_of`: the languages of texts. The one door to py3langid, which is optional.

Naive Bayes over byte sequences in Python and NumPy, with its model in the wheel: no compiled code
meets the bytes of a drive, and equal texts give equal answers. A text that it is not sure of counts
as "unsure". Without the library nothing is told here, and the report says so.
"""

import importlib.util
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from typing import Any

from mediascan.model.optional import LANGUAGES

_SURE = 0.5  # of the library's probabilities, below which a text is "unsure"
_LEAST = 20  # letters of a text; shorter ones are names and numbers
_UNSURE = "unsure"
_JOINERS = "'\u2019\u200c\u200d"
_SAME = 0.9  # share of one and the same letter that makes a text none


@cache
def library() -> str:
    """Name and version of the library; "" where it is not installed."""
    found = importlib.util.find_spec(LANGUAGES) is not None
    return f"{LANGUAGES} {version(LANGUAGES)}" if found else ""


def languages_of(texts: Iterable[str]) -> Counter[str]:
    """Texts of each language, by ISO 639 code; empty where the library is not installed."""
    found: Counter[str] = Counter()
    if not library():
        return found
    for text in texts:
        letters = "".join(one if _word(one) else " " for one in text)
        words = " ".join(letters.split())
        if sum(map(str.isalpha, words)) < _least(words):
            continue
        found[_language(words)] += 1
    return found


def _least(text: str) -> int:
    """Letters needed: a character of East Asia says more than a letter."""
    return _LEAST if text.isascii() else _LEAST // 2


def _word(one: str) -> bool:
    """Whether a character stands inside of words: letters and marks (Unicode, general category)."""
    return one.isalpha() or unicodedata.category(one)[0] == "M" or one in _JOINERS


def _language(text: str) -> str:
    most = max(Counter(text).values())
    if most > len(text) * _SAME:
        return _UNSURE
    name, sure = _identifier().classify(text)
    return str(name) if sure >= _SURE else _UNSURE


@cache
def _identifier() -> Any:
    """The library's model, read when the first text is looked at: 0.6 s and 110 MB."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - optional

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
