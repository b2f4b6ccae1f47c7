"""vocab.json of a tokenizer: a JSON object that numbers its tokens from 0 without gaps."""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Fault, FaultKind, Finding, Kind
from mediascan.model.limits import MIB, Limits
from mediascan.reading.settings.json_object import STARTS
from mediascan.reading.settings.say import described
from mediascan.reading.tokenizers.vocabulary import Numbered, numbered
from mediascan.reading.window import Window

_SPECIAL = ("<unk>", "[UNK]", "<pad>", "[PAD]", "<s>", "<|endoftext|>", "<|startoftext|>")
_WORDS = (
    b'"\\u0120',
    '"\u0120'.encode(),
    b'"!</w>"',
    *(f'"{token}"'.encode() for token in _SPECIAL),
)
_MOST = 32 * MIB  # bytes read
_LEAST = 24  # tokens: letters and what stands for nothing
_BLANK = b" \t\r\n"


def examine(window: Window) -> Finding | None:
    head = window.upto(0, 4096)
    start = head.find(b"{") + 1
    if head[: start - 1].strip(b"\xef\xbb\xbf" + _BLANK) or not any(numbered(head, start)):
        return None
    data = window.read(0, min(window.size, _MOST))
    pairs = Numbered()
    end = start
    for token, number, at in numbered(data, start):
        pairs.add(token, number)
        end = at
    complete = data[end - 1 : end] == b"}" and not data[end:].strip(_BLANK)
    if len(pairs) < _LEAST or not _is_vocabulary(pairs.tokens) or not pairs.distinct():
        return None
    if complete and (max(pairs.numbers) != len(pairs) - 1 or min(pairs.numbers)):
        return None
    facts = Facts(tokenizer="numbered vocabulary")
    pairs.vocabulary().say(facts)
    tokens = [token.decode("utf-8", "replace") for token in pairs.tokens if _is_special(token)]
    if tokens:
        facts["special_tokens"] = tokens[:64]
    faults: tuple[Fault, ...] = ()
    if not complete:
        text = f"cut off or damaged behind {len(pairs)} tokens"
        faults = (Fault(FaultKind.TRUNCATED, text),)
    return described("bpe_vocab", window, facts, (), None, faults)


def _is_special(token: bytes) -> bool:
    return token[:1] in (b"<", b"[") and token[-1:] in (b">", b"]") and len(token) > 2


def _is_vocabulary(tokens: list[bytes]) -> bool:
    """Whether the tokens are those of text: something stands for a blank or for the unknown."""
    special = {token.encode() for token in _SPECIAL}
    marked = sum(token.startswith(b"\xc4\xa0") or token.endswith(b"</w>") for token in tokens)
    return marked * 20 > len(tokens) or any(token in special for token in tokens)


FORMAT = Format(
    id="bpe_vocab",
    title="Numbered vocabulary of a tokenizer",
    kind=Kind.CONFIG,
    reference="https://huggingface.co/docs/tokenizers/api/models",
    examine=examine,
    signatures=tuple(map(Signature, STARTS)),
    suffixes=(".json",),
    words=_WORDS,
    weak=True,
    limits=Limits(read=_MOST, total=2 * _MOST),
)
