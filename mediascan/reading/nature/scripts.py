"""Scripts of texts, and how many tokens a character of each makes, at least and at most.

Which tokenizer a text will be given to is not known, so the bounds are those of many. They were
measured over 24 languages (articles of the Universal Declaration of Human Rights and plain
sentences) with six tokenizers that are handed out inside Python packages: cl100k (OpenAI),
Qwen, Tekken and Mistral v3, DeepSeek V3, Claude; the decision page 0029 has the table. They hold
what makers publish: 0.3 tokens for an English and 0.6 for a Chinese character (DeepSeek API
documentation, "Token usage"), 3.17 to 3.94 English characters a token (Llama 3, arXiv:2407.21783,
section 3.2).
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable

TOKENS = {  # script -> tokens a character, least and most
    "ASCII": (0.19, 0.42),
    "Latin with marks": (0.25, 1.5),
    "Greek or Cyrillic": (0.27, 0.62),
    "Arabic or Hebrew": (0.29, 1.2),
    "Indic or South-East Asian": (0.33, 1.9),
    "Kana or Hangul": (0.5, 1.15),
    "Han": (0.55, 1.25),
    "other": (0.3, 4.0),  # a character of four bytes, each a token of its own
}
_RANGES = (  # first code point and script, in order (Unicode 16, Blocks.txt)
    (0x0000, "ASCII"),
    (0x0080, "Latin with marks"),
    (0x0370, "Greek or Cyrillic"),
    (0x0530, "other"),
    (0x0590, "Arabic or Hebrew"),
    (0x0780, "other"),
    (0x08A0, "Arabic or Hebrew"),
    (0x0900, "Indic or South-East Asian"),
    (0x10A0, "other"),
    (0x1100, "Kana or Hangul"),
    (0x1200, "other"),
    (0x1780, "Indic or South-East Asian"),
    (0x1800, "other"),
    (0x1E00, "Latin with marks"),
    (0x1F00, "Greek or Cyrillic"),
    (0x2000, "Latin with marks"),  # punctuation
    (0x2070, "other"),
    (0x3000, "Han"),  # punctuation of East Asia
    (0x3040, "Kana or Hangul"),
    (0x3200, "other"),
    (0x3400, "Han"),
    (0xA000, "other"),
    (0xAC00, "Kana or Hangul"),
    (0xD7B0, "other"),
    (0xF900, "Han"),
    (0xFB00, "other"),
    (0xFB50, "Arabic or Hebrew"),
    (0xFE00, "other"),
    (0xFE70, "Arabic or Hebrew"),
    (0xFF00, "Han"),  # full-width forms
    (0xFFF0, "other"),
    (0x20000, "Han"),
    (0x32000, "other"),
)
_FIRSTS = [first for first, _ in _RANGES]


def scripts_of(texts: Iterable[str]) -> Counter[str]:
    """Characters of each script."""
    found: Counter[str] = Counter()
    for text in texts:
        if text.isascii():
            found["ASCII"] += len(text)
            continue
        for character, count in Counter(text).items():
            found[_RANGES[bisect_right(_FIRSTS, ord(character)) - 1][1]] += count
    return found


def tokens_a_character(scripts: Counter[str]) -> tuple[float, float]:
    """The least and the most tokens that a character of such texts makes."""
    total = scripts.total()
    if not total:
        return TOKENS["ASCII"]
    least, most = (
        sum(count * TOKENS[script][bound] for script, count in scripts.items()) / total
        for bound in (0, 1)
    )
    return least, most
