"""A checkpoint or a graph of MindSpore that is encrypted: blocks, each with its own start.

A block: u32 magic, which tells the cipher (with AES-GCM its 16 bytes of tag), i32 length of what
follows, i32 length of the initialization vector, that, i32 length of the cipher text, that. A
block holds up to 64 MiB. Read off files that mindspore 2.10 wrote.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, Malformed, Truncated
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, Finding, Kind, fault_of
from mediascan.model.limits import MIB
from mediascan.reading.window import Window

_MAGIC = 0x7F3A5ED8
_CIPHERS = {_MAGIC: "AES-GCM", _MAGIC + 1: "AES-CBC", _MAGIC + 2: "SM4-CBC"}
_TAG = _VECTOR = 16
_LARGEST = 65 * MIB  # of a block
_MOST_BLOCKS = 1 << 16


def examine(window: Window) -> Finding | None:
    if window.size < 16:
        return None
    facts = Facts(framework="MindSpore", cipher=_CIPHERS[window.cursor().number("I")])
    faults: tuple[Fault, ...] = ()
    at = held = 0
    try:
        for _ in range(_MOST_BLOCKS):
            if at == window.size:
                break
            at, length = _block(window, at)
            held += length
            if at > window.size:
                facts["missing_bytes"] = at - window.size
                raise Truncated(f"{at - window.size} bytes of the last block are missing")
    except InputFault as bad:
        if not held:
            raise
        faults = (fault_of(bad),)
    facts["declared_bytes"] = held
    evidence = (window.evidence(0, 64, "magic, lengths and initialization vector"),)
    sure = Confidence.PARSED if faults else Confidence.CONSISTENT
    return Finding("mindspore_encrypted", Kind.ENCRYPTED, sure, facts, evidence, faults)


def _block(window: Window, at: int) -> tuple[int, int]:
    """Where the block at `at` ends, and the length of its cipher text."""
    cursor = window.cursor(at)
    magic = cursor.number("I")
    if magic not in _CIPHERS:
        raise Malformed(f"no block at byte {at}")
    if _CIPHERS[magic] == "AES-GCM":
        cursor.skip(_TAG)
    whole, vector = cursor.number("i"), cursor.number("i")
    end = cursor.at - 4 + whole
    if not 8 <= whole <= _LARGEST or vector != _VECTOR:
        raise Malformed(f"a block of {whole} bytes at byte {at}")
    cursor.skip(vector)
    length = cursor.number("i")
    if length <= 0 or vector + length + 8 != whole:
        raise Malformed(f"lengths disagree in the block at byte {at}")
    return end, length


FORMAT = Format(
    id="mindspore_encrypted",
    title="MindSpore file, encrypted",
    kind=Kind.ENCRYPTED,
    reference="https://github.com/mindspore-ai/mindspore/blob/master/mindspore/ccsrc/utils/crypto.cc",
    examine=examine,
    signatures=tuple(Signature(number.to_bytes(4, "little")) for number in _CIPHERS),
    suffixes=(".ckpt", ".mindir"),
    weak=True,
)
