"""Header of a LiteRT-LM bundle: which sections, of what kind, where.

"LITERTLM", u32 version three times, u32 0, u64 end of the header; at byte 32 a flatbuffer: 0 system
metadata (0 pairs), 1 section metadata (0 sections: 0 pairs, 1 begin, 2 end, 3 kind). A pair: 0
key, 1 type and 2 value, a union of tables with the value in slot 0. Sections start at multiples of
16 KiB.

Source: google-ai-edge/LiteRT-LM schema/core/litertlm_header_schema.fbs
"""

from dataclasses import dataclass

from mediascan.model.errors import Malformed
from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH
from mediascan.reading.encodings.flatbuffer import Buffer, Table
from mediascan.reading.window import Window

MAGIC = b"LITERTLM"
MODEL, WEIGHTS, LLM = 3, 7, 5
_AT = 32  # of the flatbuffer
_LONGEST = 1 << 24  # bytes of a header
_MOST = 4096  # sections
_KINDS = (
    "none",
    "binary data",
    "deprecated",
    "TFLite model",
    "SentencePiece tokenizer",
    "LLM metadata",
    "Hugging Face tokenizer (zlib)",
    "TFLite weights",
    "embedding metadata",
    "executor metadata",
    "speech metadata",
    "recognition metadata",
)
_NUMBERS = {1: "B", 2: "b", 3: "H", 4: "h", 5: "I", 6: "i", 10: "Q", 11: "q"}
_BOOL, _TEXT = 8, 9


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the bundle."""

    kind: int
    begin: int
    end: int
    notes: dict[str, str]

    @property
    def shown(self) -> str:
        kind = _KINDS[self.kind] if self.kind < len(_KINDS) else f"kind {self.kind}"
        role = self.notes.get("model_type", "")
        return f"{kind} {role}".rstrip() + f", {self.end - self.begin} bytes"


@dataclass(frozen=True, slots=True)
class Header:
    """What the header says."""

    version: str
    end: int
    notes: dict[str, str]
    sections: list[Section]


def read_header(window: Window) -> Header:
    """The header. Raises `Malformed` where it is none."""
    cursor = window.cursor(len(MAGIC))
    version = ".".join(str(cursor.number("I")) for _ in range(3))
    cursor.number("I")
    end = cursor.number("Q")
    if not _AT < end <= min(window.size, _LONGEST):
        raise Malformed(f"a header that ends at {end}")
    root = Buffer(window.cut(_AT, end - _AT)).root()
    system, told = root.table(0), root.table(1)
    sections = []
    for number, table in enumerate(told.tables(0) if told else ()):
        if number >= _MOST:
            raise Malformed(f"more than {_MOST} sections")
        begin, stop = table.number(1, "Q"), table.number(2, "Q")
        if begin > stop:
            raise Malformed(f"a section from {begin} to {stop}")
        sections.append(Section(table.number(3, "B"), begin, stop, _pairs(table)))
    return Header(version, end, _pairs(system) if system else {}, sections)


def _pairs(table: Table) -> dict[str, str]:
    """Keys and values in slot 0 of `table`."""
    found: dict[str, str] = {}
    for pair in table.tables(0):
        if len(found) >= LIST_LENGTH:
            break
        found[pair.text(0, TEXT_LENGTH)] = _value(pair)
    return found


def _value(pair: Table) -> str:
    kind, value = pair.number(1, "B"), pair.table(2)
    if value is None:
        return ""
    if kind == _TEXT:
        return value.text(0, TEXT_LENGTH)
    if kind == _BOOL:
        return "yes" if value.number(0, "B") else "no"
    return str(value.number(0, _NUMBERS[kind])) if kind in _NUMBERS else "a fraction"
