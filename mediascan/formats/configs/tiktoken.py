"""Vocabulary of tiktoken: a line a token, its bytes in base64, a blank, its rank."""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Fault, FaultKind, Finding, Kind
from mediascan.reading.settings.say import described
from mediascan.reading.tokenizers.lines import RANK_LETTERS, read_ranks
from mediascan.reading.window import Window

_WORDS = (b"\nIQ== ",)  # the exclamation mark: every single byte is among the first tokens
_MOST = 16 << 20  # bytes read
_LEAST = 64  # tokens: a file cut shorter tells nothing


def examine(window: Window) -> Finding | None:
    data = window.read(0, min(window.size, _MOST))
    found, end = read_ranks(data)
    if found.count < _LEAST:
        return None
    facts = Facts(tokenizer="tiktoken, byte-level BPE")
    found.say(facts)
    faults: tuple[Fault, ...] = ()
    if end < window.size:
        text = f"{window.size - end} bytes behind {found.count} tokens are none"
        faults = (Fault(FaultKind.MALFORMED, text),)
    return described("tiktoken", window, facts, (), None, faults)


FORMAT = Format(
    id="tiktoken",
    title="tiktoken vocabulary",
    kind=Kind.CONFIG,
    reference="https://github.com/openai/tiktoken/blob/main/tiktoken/load.py",
    examine=examine,
    signatures=tuple(Signature(letter.encode()) for letter in RANK_LETTERS),
    suffixes=(".tiktoken", ".model"),
    words=_WORDS,
    weak=True,
)
