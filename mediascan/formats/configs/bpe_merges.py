"""merges.txt of a byte-pair tokenizer: `#version: 0.2`, then a line for each pair it joins."""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Fault, FaultKind, Finding, Kind
from mediascan.reading.settings.say import described
from mediascan.reading.tokenizers.lines import count_merges
from mediascan.reading.window import Window

_MAGIC = b"#version: 0."
_MOST = 16 << 20  # bytes read


def examine(window: Window) -> Finding | None:
    data = window.read(0, min(window.size, _MOST))
    start = data.find(b"\n", 0, 64) + 1
    count, end = count_merges(data, start)
    if not start or not count:
        return None
    facts = Facts(tokenizer="byte-pair encoding", merge_count=count)
    facts["metadata"] = {"version": data[10:start].strip().decode("ascii", "replace")}
    faults: tuple[Fault, ...] = ()
    if data[end:].strip():
        text = f"{window.size - end} bytes behind {count} merges are none"
        faults = (Fault(FaultKind.MALFORMED, text),)
    return described("bpe_merges", window, facts, (), None, faults)


FORMAT = Format(
    id="bpe_merges",
    title="Merges of a byte-pair tokenizer",
    kind=Kind.CONFIG,
    reference="https://github.com/rsennrich/subword-nmt",
    examine=examine,
    signatures=(Signature(_MAGIC),),
    suffixes=(".txt", ".bpe"),
    weak=True,
)
