"""tokenizer.json of Hugging Face: a whole tokenizer. JSON; `model` holds the vocabulary."""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Fault, FaultKind, Finding, Kind
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.settings.json_object import STARTS
from mediascan.reading.settings.say import described
from mediascan.reading.settings.values import part, plain, text
from mediascan.reading.tokenizers.tokenizer_json import Tokenizer, read_tokenizer
from mediascan.reading.window import Window

_WORDS = (b'"added_tokens"',)
_MOST = 64 * MIB  # bytes read: the largest known has 33 MiB
_PARTS = ("normalizer", "pre_tokenizer", "post_processor", "decoder")


def examine(window: Window) -> Finding | None:
    if not window.upto(0, 64).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return None
    found = read_tokenizer(window.read(0, min(window.size, _MOST)))
    if found is None:
        return None
    facts = Facts()
    if found.algorithm:
        facts["tokenizer"] = found.algorithm
    if found.vocabulary.count:
        found.vocabulary.say(facts)
        facts["vocabulary_size"] += found.more
    if found.merges >= 0:
        facts["merge_count"] = found.merges
    if found.added:
        facts["special_tokens"] = found.added[:LIST_LENGTH]
    facts["metadata"] = _metadata(found)
    faults = () if found.whole else (_unfinished(window),)
    return described("hf_tokenizer", window, facts, _WORDS, None, faults)


def _unfinished(window: Window) -> Fault:
    if window.size > _MOST:
        return Fault(FaultKind.LIMIT, f"{_MOST} of {window.size} bytes were read")
    return Fault(FaultKind.TRUNCATED, "the vocabulary or the merges are cut off or damaged")


def _metadata(found: Tokenizer) -> dict[str, str]:
    kinds = {name: text(part(found.head, name), "type") for name in _PARTS}
    return {**plain(found.head), **{name: kind for name, kind in kinds.items() if kind}}


FORMAT = Format(
    id="hf_tokenizer",
    title="Hugging Face tokenizer",
    kind=Kind.CONFIG,
    reference="https://huggingface.co/docs/tokenizers/",
    examine=examine,
    signatures=tuple(map(Signature, STARTS)),
    suffixes=(".json",),
    words=_WORDS,
    weak=True,
    limits=Limits(read=_MOST, total=2 * _MOST),
)
