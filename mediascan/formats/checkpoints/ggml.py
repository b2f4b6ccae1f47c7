"""ggml: weights of llama.cpp, whisper.cpp and others before GGUF. Magic, settings, words, tensors.

The magic is a number written in little endian: "ggml" has no version, "ggmf" 1, "ggjt" 1 to 3,
"ggla" is a LoRA adapter (rank and alpha instead of settings), "ggsn" and "ggsq" are the saved
state of a conversation: its tokens, then the memory of the model.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, Malformed
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind, fault_of
from mediascan.model.limits import MIB, Limits
from mediascan.reading.ggml.layouts import (
    LAYOUTS,
    VERSION_UNIT,
    WITH_SCORES,
    Preamble,
    read_preamble,
    starts_tensor,
)
from mediascan.reading.ggml.tensors import Tensors, read_tensors
from mediascan.reading.gguf.tensor_types import quantization
from mediascan.reading.window import Window

_PLAIN, _VERSIONED, _ALIGNED, _ADAPTER = b"lmgg", b"fmgg", b"tjgg", b"algg"
_SESSIONS = (b"nsgg", b"qsgg")
_NEWEST = {_VERSIONED: 1, _ALIGNED: 3, _ADAPTER: 1, **dict.fromkeys(_SESSIONS, 16)}
_NEW_QUANTIZATION = 3  # GGJT version with today's sizes
_NEW_PACKING = 2  # version of packing with today's sizes, in other programs
_MOST_TOKENS = 1 << 20
_LARGEST_TOKEN = 1 << 20


def examine(window: Window) -> Finding | None:
    magic = window.upto(0, 4)
    version = 0
    if magic in _NEWEST:
        version = window.cursor(4).number("I")
        if not 1 <= version <= _NEWEST[magic]:
            return None
    if magic in _SESSIONS:
        return _session(window, version)
    if magic == _ADAPTER:
        return _adapter(window)
    found = _preamble(window, 8 if version else 4, with_scores=bool(version))
    facts = Facts()
    settings = found.settings
    file_type = settings["ftype"]
    old = file_type // VERSION_UNIT < _NEW_PACKING
    if found.layout.program == "llama.cpp":
        old = magic != _ALIGNED or version < _NEW_QUANTIZATION
    finding = _finding(window, found.tensors_at, facts, aligned=magic == _ALIGNED, old=old)
    facts["version"] = f"{magic[::-1].decode()} {version or ''}".strip()
    facts["producer"] = found.layout.program
    facts["quantization"] = quantization(file_type % VERSION_UNIT)
    facts["layer_count"] = settings["layers"]
    facts["hidden_size"] = settings["hidden"]
    facts["head_count"] = settings["heads"]
    facts["vocabulary_size"] = settings["vocabulary"]
    if "context" in settings:
        facts["context_length"] = settings["context"]
    return finding


def _preamble(window: Window, at: int, *, with_scores: bool) -> Preamble:
    """The settings by the first layout that fits."""
    for layout in WITH_SCORES if with_scores else LAYOUTS:
        try:
            return read_preamble(window, at, layout)
        except InputFault:
            continue
    raise Malformed("a ggml magic, but the settings of no known program")


def _finding(window: Window, at: int, facts: Facts, *, aligned: bool, old: bool) -> Finding:
    found = Tensors()
    faults = []
    try:
        read_tensors(window, at, found, aligned=aligned, old=old)
    except InputFault as bad:
        faults.append(fault_of(bad))
    facts.update(found.fingerprint.facts())
    facts["tensor_count"] = found.count
    facts["tensors"] = found.sample
    facts["dtypes"] = found.dtypes
    facts["parameter_count"] = sum(found.dtypes.values())
    facts["declared_bytes"] = found.data_bytes
    if found.missing:
        facts["missing_bytes"] = found.missing
    return Finding(
        "ggml",
        Kind.CHECKPOINT,
        Confidence.PARSED if faults else Confidence.CONSISTENT,
        facts,
        (window.evidence(0, 64, "magic and settings"), window.evidence(at, 64, "first tensor")),
        tuple(faults),
    )


def _adapter(window: Window) -> Finding | None:
    rank, alpha = window.cursor(8).number("I"), window.cursor(12).number("I")
    if not 0 < rank <= 1 << 16 or not starts_tensor(window, 16):
        return None
    facts = Facts()
    finding = _finding(window, 16, facts, aligned=True, old=True)
    facts["lora_rank"] = rank
    facts["comment"] = f"LoRA adapter with alpha {alpha}"
    return finding


def _session(window: Window, version: int) -> Finding | None:
    """A count of tokens, the tokens, and the state behind them."""
    count = window.cursor(8).number("I")
    if not 0 < count <= _MOST_TOKENS or 12 + 4 * count > window.size:
        return None
    shown = min(count, 1024)
    cursor = window.cursor(12)
    if any(cursor.number("I") >= _LARGEST_TOKEN for _ in range(shown)):
        return None
    name = window.read(0, 4)[::-1].decode()
    facts = Facts(version=f"{name} {version}", element_count=count)
    facts["comment"] = f"saved conversation of llama.cpp: {count} tokens, and the model's memory"
    evidence = (window.evidence(0, 64, "magic, version, count of tokens, tokens"),)
    return Finding("ggml", Kind.CONFIG, Confidence.PARSED, facts, evidence)


FORMAT = Format(
    id="ggml",
    title="ggml model weights (before GGUF)",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/ggml-org/llama.cpp/blob/b4000/convert_llama_ggml_to_gguf.py",
    examine=examine,
    signatures=tuple(Signature(magic) for magic in (_PLAIN, *_NEWEST)),
    suffixes=(".bin", ".ggml", ".session"),
    limits=Limits(total=128 * MIB, seconds=20.0),
)
