"""A SentencePiece model: the protobuf message `ModelProto` of sentencepiece_model.proto.

1 pieces {1 text, 2 score, 3 type}, 2 trainer_spec {1 input, 2 model_prefix, 3 model_type,
4 vocab_size, 5 accept_language, ...}, 3 normalizer_spec {1 name}, 4 self_test_data, 5
denormalizer_spec. The pieces come first, and there are up to some 100,000 of them.
"""

from dataclasses import dataclass, field

from mediascan.model.errors import InputFault
from mediascan.model.finding import Fault, FaultKind, fault_of
from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH
from mediascan.reading.encodings.protobuf import (
    LEN,
    VARINT,
    Field,
    fields,
    message,
    payload,
    signed,
)
from mediascan.reading.tokenizers.vocabulary import Vocabulary
from mediascan.reading.window import Window

_PIECE = 0x0A  # tag of field 1 with a length, both of a piece and of its text
_SCORE = 0x15  # tag of field 2 with 4 bytes
_TYPE = 0x18
_CONTROL, _USER = 3, 4  # types of pieces that stand for no text
_MOST = 16 << 20  # bytes of pieces
_ENTRIES = 4096  # fields of trainer_spec, and of what is behind the pieces
_TYPES = {1: "Unigram", 2: "BPE", 3: "Word", 4: "Char"}


@dataclass(slots=True)
class SentencePiece:
    """What the model says."""

    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    special: list[str] = field(default_factory=list)
    inputs: list[str] = field(default_factory=list)  # files that it was trained on
    prefix: str = ""  # name that its trainer was to write to
    algorithm: str = ""
    size: int = 0  # of the vocabulary, that its trainer was asked for
    normalizer: str = ""
    languages: list[str] = field(default_factory=list)
    fault: Fault | None = None


def read_sentence_piece(window: Window) -> SentencePiece | None:
    """The model; None where the file does not begin with pieces."""
    data = window.read(0, min(window.size, _MOST))
    found = SentencePiece()
    at = 0
    while at < len(data) and data[at] == _PIECE:
        end = _piece(data, at, found)
        if not end:
            break
        at = end
    if found.vocabulary.count < 2:
        return None
    try:
        _rest(window, at, found)
    except InputFault as bad:
        found.fault = fault_of(bad, f"behind {found.vocabulary.count} pieces: ")
    return found


def _piece(data: bytes, at: int, found: SentencePiece) -> int:
    """Takes the piece at `at`; where it ends, 0 where it is none."""
    length, inner = _length(data, at + 1)
    end = inner + length
    if end > len(data) or length < 7 or data[inner] != _PIECE:
        return 0
    size, start = _length(data, inner + 1)
    stop = start + size
    if stop + 5 > end or data[stop] != _SCORE:
        return 0
    token = data[start:stop]
    found.vocabulary.add(token)
    if stop + 5 < end:
        if data[stop + 5] != _TYPE:
            return 0
        if data[stop + 6] in (_CONTROL, _USER) and len(found.special) < LIST_LENGTH:
            found.special.append(token.decode("utf-8", "backslashreplace")[:TEXT_LENGTH])
    return end


def _length(data: bytes, at: int) -> tuple[int, int]:
    """A varint of up to three bytes, and where it ends."""
    value = 0
    for shift in (0, 7, 14):
        byte = data[at] if at < len(data) else 0
        value |= (byte & 0x7F) << shift
        at += 1
        if byte < 0x80:
            break
    return value, at


def _rest(window: Window, at: int, found: SentencePiece) -> None:
    inner = window.cut(at, window.size - at)
    for one in fields(inner, _ENTRIES):
        if one.missing:
            text = f"{one.missing} bytes behind {found.vocabulary.count} pieces are missing"
            found.fault = Fault(FaultKind.TRUNCATED, text)
            return
        if one.number == 2 and one.wire == LEN:
            _trainer(message(inner, one), found)
        elif one.number == 3 and one.wire == LEN:
            spec = message(inner, one)
            names = (_text(spec, part) for part in fields(spec, _ENTRIES) if part.number == 1)
            found.normalizer = next(names, "")


def _trainer(spec: Window, found: SentencePiece) -> None:
    for one in fields(spec, _ENTRIES):
        if one.wire == VARINT and one.number == 3:
            found.algorithm = _TYPES.get(one.value, "")
        elif one.wire == VARINT and one.number == 4:
            found.size = max(0, signed(one.value))
        elif one.wire == LEN and one.number == 1 and len(found.inputs) < LIST_LENGTH:
            found.inputs.append(_text(spec, one))
        elif one.wire == LEN and one.number == 2:
            found.prefix = _text(spec, one)
        elif one.wire == LEN and one.number == 5 and len(found.languages) < LIST_LENGTH:
            found.languages.append(_text(spec, one))


def _text(window: Window, one: Field) -> str:
    return payload(window, one, 4 * TEXT_LENGTH).decode("utf-8", "backslashreplace")[:TEXT_LENGTH]
