"""tokenizer.json of Hugging Face tokenizers, without building the whole of it in memory.

The object's keys in the order in which the library writes them: `version, truncation, padding,
added_tokens, normalizer, pre_tokenizer, post_processor, decoder, model`. The vocabulary in `model`
has some 100,000 tokens, and there are as many merges: both are walked over by patterns.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from mediascan.reading.settings.json_object import parse_cut
from mediascan.reading.settings.values import items, part, text
from mediascan.reading.tokenizers.vocabulary import MOST, Numbered, Vocabulary, numbered, scored

_VOCABULARY = re.compile(rb'"vocab"\s*:\s*([{\[])')
_MERGES = re.compile(rb'"merges"\s*:\s*\[')
_MERGE = re.compile(
    rb'\s*(?:"(?:[^"\\]++|\\.)*+"|\[\s*"(?:[^"\\]++|\\.)*+"\s*,\s*"(?:[^"\\]++|\\.)*+"\s*\])\s*(,|\])'
)
_HEAD = 1 << 22  # bytes before the vocabulary: some thousand special tokens
_CLOSERS = (b"}", b"]")
_NONE = re.compile(rb"\s*[}\]]")


@dataclass(slots=True)
class Tokenizer:
    """What the file holds."""

    head: dict[str, Any]
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    added: list[str] = field(default_factory=list)
    more: int = 0  # tokens that are added to those of the vocabulary
    merges: int = -1  # -1: there are none
    whole: bool = False  # the file is understood to its end

    @property
    def algorithm(self) -> str:
        return text(part(self.head, "model"), "type")


def read_tokenizer(data: bytes) -> Tokenizer | None:
    """The tokenizer in `data`; None where it is none."""
    place = _VOCABULARY.search(data, 0, _HEAD)
    head = parse_cut(data[: place.start()] if place else data[:_HEAD])
    if head is None or not isinstance(head.get("added_tokens"), list):
        return None
    found = Tokenizer(head)
    tokens = (one for one in items(head, "added_tokens") if isinstance(one, dict))
    found.added = [content for content in (text(one, "content") for one in tokens) if content]
    if place is None:
        return found
    end = _read_vocabulary(data, place, found)
    merges = _MERGES.search(data, end, end + 4096) or _MERGES.search(data, 0, place.start())
    if merges:
        found.merges, behind = _count_merges(data, merges.end())
        found.whole = found.whole and data[behind - 1 : behind] in _CLOSERS
        end = max(end, behind)
    found.whole = found.whole and _closes(data, end)
    return found


def _read_vocabulary(data: bytes, place: re.Match[bytes], found: Tokenizer) -> int:
    """Reads all tokens; where they end."""
    end = place.end()
    pairs = Numbered()
    if place[1] == b"{":
        for token, number, at in numbered(data, end):
            pairs.add(token, number)
            end = at
    else:
        for number, (token, at) in enumerate(scored(data, end)):
            pairs.add(token, number)
            end = at
    empty = None if len(pairs) else _NONE.match(data, end)
    end = empty.end() if empty else end
    found.whole = data[end - 1 : end] in _CLOSERS
    found.vocabulary = pairs.vocabulary()
    known = {one.encode("utf-8", "surrogatepass") for one in found.added}
    found.more = len(known - {token for token in pairs.tokens if token in known})
    return end


def _count_merges(data: bytes, at: int) -> tuple[int, int]:
    """How many there are, and where they end."""
    count = 0
    for _ in range(MOST):
        found = _MERGE.match(data, at)
        if found is None:
            break
        at = found.end()
        count += 1
        if found[1] == b"]":
            break
    none = None if count else _NONE.match(data, at)
    return count, none.end() if none else at


def _closes(data: bytes, end: int) -> bool:
    """Whether what stands behind the vocabulary and the merges is short and ends the object."""
    rest = data[end:].rstrip()
    return len(rest) < 65_536 and rest.endswith(b"}")
