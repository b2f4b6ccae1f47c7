"""What stands between the magic of a ggml file and its tensors: settings and words, by program.

All programs used one magic with settings of their own. Which it is shows where the vocabulary and
the first tensor come out whole. Sources: ggml `examples/*/main.cpp`, whisper.cpp `src/whisper.cpp`,
llama.cpp `convert-llama-ggml-to-gguf.py`.
"""

import re
import struct
from dataclasses import dataclass

from mediascan.model.errors import Malformed, Truncated
from mediascan.reading.window import PAGE, Window

_LLAMA = ("vocabulary", "hidden", "multiple", "heads", "layers", "rotated", "ftype")
_GPT2 = ("vocabulary", "context", "hidden", "heads", "layers", "ftype")
_GPTJ = ("vocabulary", "context", "hidden", "heads", "layers", "rotated", "ftype")
_NEOX = ("vocabulary", "context", "hidden", "heads", "layers", "rotated", "parallel", "ftype")
_MPT = ("hidden", "context", "heads", "layers", "vocabulary", "alibi", "clip", "ftype")
_BERT = ("vocabulary", "context", "hidden", "intermediate", "heads", "layers", "ftype")
_WHISPER = (
    *("vocabulary", "context", "hidden", "heads", "layers"),
    *("text context", "text hidden", "text heads", "text layers", "mels", "ftype"),
)
_MOST_TOKENS = 1 << 22
_LONGEST_TOKEN = 4096
_BOUNDS = {
    "vocabulary": (1, _MOST_TOKENS),
    "hidden": (8, 1 << 17),
    "layers": (1, 512),
    "heads": (1, 1024),
    "context": (1, 1 << 22),
    "rotated": (0, 1 << 13),
    "multiple": (1, 1 << 20),
    "intermediate": (1, 1 << 20),
    "parallel": (0, 1),
    "mels": (40, 256),
}
VERSION_UNIT = 1000  # a file type counts versions of packing in thousands
_NEWEST_PACKING = 3
_LAST_FILE_TYPE = 40
_NAME = re.compile(rb"[A-Za-z0-9_./-]{1,256}", re.ASCII)
_FLOATS = frozenset({"alibi", "clip"})


@dataclass(frozen=True, slots=True)
class Layout:
    """The settings of one program; `counted`: the vocabulary is preceded by its length."""

    program: str
    fields: tuple[str, ...]
    counted: bool = False
    scores: bool = False  # a number behind each word


LAYOUTS = (
    Layout("whisper.cpp", _WHISPER, counted=True),
    Layout("llama.cpp", _LLAMA),
    Layout("ggml gpt-2", _GPT2, counted=True),
    Layout("ggml gpt-j", _GPTJ, counted=True),
    Layout("ggml gpt-neox", _NEOX),
    Layout("ggml mpt", _MPT),
    Layout("bert.cpp", _BERT),
)
WITH_SCORES = (Layout("llama.cpp", _LLAMA, scores=True),)


@dataclass(slots=True)
class Preamble:
    """What was read: the settings, and where the tensors start."""

    layout: Layout
    settings: dict[str, int]
    tensors_at: int


def read_preamble(window: Window, at: int, layout: Layout) -> Preamble:
    """The settings at `at` and the words behind them. Raises `InputFault` where they do not fit."""
    cursor = window.cursor(at)
    settings = {name: cursor.number("i") for name in layout.fields}
    for name, (low, high) in _BOUNDS.items():
        if name in settings and not low <= settings[name] <= high:
            raise Malformed(f"{name} {settings[name]}")
    packing, file_type = divmod(settings["ftype"], VERSION_UNIT)
    if not 0 <= packing <= _NEWEST_PACKING or file_type > _LAST_FILE_TYPE:
        raise Malformed(f"file type {settings['ftype']}")
    if settings["hidden"] % settings["heads"]:
        raise Malformed(f"{settings['hidden']} do not divide by {settings['heads']} heads")
    if "mels" in settings:
        mels, bins = cursor.number("i"), cursor.number("i")
        if mels != settings["mels"] or not 0 < bins < 1 << 16:
            raise Malformed(f"filters of {mels} by {bins}")
        cursor.skip(4 * mels * bins)
    tokens = cursor.number("i") if layout.counted else settings["vocabulary"]
    if not 0 < tokens <= settings["vocabulary"]:
        raise Malformed(f"{tokens} words in a vocabulary of {settings['vocabulary']}")
    end = _skip_words(window, cursor.at, tokens, 4 if layout.scores else 0)
    if not starts_tensor(window, end):
        raise Malformed(f"no tensor at {end}")
    return Preamble(layout, settings, end)


def starts_tensor(window: Window, at: int) -> bool:
    """Whether the head of a tensor stands at `at`."""
    head = window.upto(at, 12)
    if len(head) < 12:
        return False
    dimensions, length, kind = struct.unpack("<III", head)
    if not 1 <= dimensions <= 4 or not 0 < length <= 256 or kind > 64:
        return False
    name = window.upto(at + 12 + 4 * dimensions, length)
    return bool(_NAME.fullmatch(name)) and len(name) == length


def _skip_words(window: Window, at: int, count: int, behind: int) -> int:
    """The end of `count` words, each with its length before it and `behind` bytes after it."""
    if count * (4 + behind) > window.size - at:
        raise Truncated(f"{count} words announced at {at}")
    unpack = struct.Struct("<I").unpack_from
    left = count
    while left:
        page = window.upto(at, PAGE)
        place, last = 0, len(page) - 4
        while place <= last and left:
            length = unpack(page, place)[0]
            if length >= _LONGEST_TOKEN:
                raise Malformed(f"a word of {length} bytes at {at + place}")
            place += 4 + length + behind
            left -= 1
        if not place or at + place > window.size:
            raise Truncated(f"the file ends before the last {left} of {count} words")
        at += place
    return at
