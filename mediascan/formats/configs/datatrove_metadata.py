"""`.ds.metadata` of datatrove: lines with the tokenizer, the number of tokens, the same for people.

`gpt2|2`, `1234567`, `1.23 MT`: behind the tokenizer stand the bytes of an id, in later versions.
"""

import re

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.reading.settings.say import described
from mediascan.reading.window import Window

_LONGEST = 1024
_PREFIXES = " kMGTPEZY"
_LINES = re.compile(
    rb"([^\n\0]{1,512}?)(?:\|([1-8]))?\n([0-9]{1,18})\n([0-9]+(?:\.[0-9]+)?) ?([kMGTPEZY]?)T"
)
_ROUNDED = 200  # of so many parts of a number one may be lost in three digits


def examine(window: Window) -> Finding | None:
    if window.size > _LONGEST:
        return None
    match = _LINES.fullmatch(window.read(0, window.size))
    if match is None:
        return None
    count = int(match[3])
    shown = float(match[4]) * 1000 ** _PREFIXES.index(match[5].decode("ascii") or " ")
    if abs(shown - count) * _ROUNDED > count:
        return None
    name = match[1].decode("utf-8", "replace")
    facts = Facts(
        framework="datatrove", training_shape="token ids", token_count=count, tokenizer=name
    )
    if match[2]:
        facts["dtype"] = f"uint{8 * int(match[2])}"
        facts["metadata"] = {"bytes of the .ds": str(count * int(match[2]))}
    return described("datatrove_metadata", window, facts, (), {"tokenizer": name})


FORMAT = Format(
    id="datatrove_metadata",
    title="datatrove count of tokens",
    kind=Kind.CONFIG,
    reference="https://github.com/huggingface/datatrove/blob/main/src/datatrove/pipeline/tokens/tokenizer.py",
    examine=examine,
    signatures=(Signature(b"T", at=-1),),
    suffixes=(".metadata",),
    weak=True,
)
