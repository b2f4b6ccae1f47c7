"""SentencePiece model: pieces with scores, then how they were learned. A protobuf message.

The trainer's settings hold the names of the files that the vocabulary was learned from.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Fault, FaultKind, Finding, Kind
from mediascan.reading.settings.say import described
from mediascan.reading.tokenizers.sentence_piece import SentencePiece, read_sentence_piece
from mediascan.reading.window import Window

_WORDS = (b"<unk>", b"<pad>", "\u2581".encode())
_PIECE = 0x0A
_PIECES = 8  # that a file without the rest has at least


def examine(window: Window) -> Finding | None:
    head = window.upto(0, 64)
    if len(head) < 16 or head[0] != _PIECE or head[2] != _PIECE:
        return None
    found = read_sentence_piece(window)
    if found is None or (not found.algorithm and found.vocabulary.count < _PIECES):
        return None
    facts = Facts(tokenizer=f"SentencePiece {found.algorithm}".strip())
    found.vocabulary.say(facts)
    if found.special:
        facts["special_tokens"] = found.special
    if found.inputs:
        facts["data_paths"] = found.inputs
    facts["metadata"] = {key: value for key, value in _metadata(found).items() if value}
    texts = [{"input": one} for one in found.inputs] + [{"model_prefix": found.prefix}]
    faults = (found.fault,) if found.fault else ()
    if not faults and not found.algorithm:
        faults = (Fault(FaultKind.TRUNCATED, "nothing says how the pieces were learned"),)
    return described("sentencepiece", window, facts, (), texts, faults)


def _metadata(found: SentencePiece) -> dict[str, str]:
    return {
        "model_prefix": found.prefix,
        "vocab_size": str(found.size or ""),
        "normalizer": found.normalizer,
        "accept_language": ", ".join(found.languages),
    }


FORMAT = Format(
    id="sentencepiece",
    title="SentencePiece tokenizer",
    kind=Kind.CONFIG,
    reference="https://github.com/google/sentencepiece/blob/master/src/sentencepiece_model.proto",
    examine=examine,
    signatures=(Signature(b"\x0a"),),
    suffixes=(".model", ".spm"),
    words=_WORDS,
    weak=True,
)
