"""xz: one compressed file, in streams of blocks; an index at the end has the sizes."""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, fault_of
from mediascan.reading.compression.inflate import Method, inflate
from mediascan.reading.compression.inner_format import inner_format
from mediascan.reading.compression.xz_index import HEADER, MAGIC, XzIndex, check_name, read_index
from mediascan.reading.window import Window

_PROOF = 1 << 13  # bytes decompressed to prove that the stream is one


def examine(window: Window) -> Finding | None:
    check = check_name(window)
    if check is None:
        return None
    found = inflate(window, Method.XZ, _PROOF)
    facts = Facts(compression="xz", metadata={"integrity check": check})
    faults: list[Fault] = []
    if found.data or found.ended:
        facts["inner_format"] = inner_format(found.data)
    index = _index(window, faults)
    if index:
        facts["metadata"]["blocks"] = str(index.blocks)
        if not index.start:
            facts["uncompressed_bytes"] = index.unpacked
        else:
            facts["metadata"]["streams"] = "several, of which the last one's index was read"
    if found.damage:
        text = f"damaged after at least {len(found.data)} decompressed bytes: {found.damage}"
        faults.append(Fault(FaultKind.MALFORMED, text))
    elif not index and not faults and not (found.ended and found.used < window.size):
        text = "no index at the end: cut off, or followed by other data"
        faults.append(Fault(FaultKind.TRUNCATED, text))
    if found.ended and found.used < window.size:
        _behind(window, found.used, facts, faults)
    sure = Confidence.PARSED if found.data or found.ended else Confidence.MAGIC
    if index and not index.start and not faults:
        sure = Confidence.CONSISTENT
    evidence = (window.evidence(0, HEADER, "xz stream header"),)
    return Finding("xz", Kind.CONTAINER, sure, facts, evidence, tuple(faults))


def _index(window: Window, faults: list[Fault]) -> XzIndex | None:
    try:
        return read_index(window)
    except InputFault as bad:
        faults.append(fault_of(bad))
        return None


def _behind(window: Window, used: int, facts: Facts, faults: list[Fault]) -> None:
    """Streams are padded with zeros; anything else behind them is told."""
    behind = window.size - used
    facts["trailing_bytes"] = behind
    some = window.upto(used, _PROOF)
    if behind != len(some) or some.count(0) != behind:
        faults.append(Fault(FaultKind.MALFORMED, f"{behind} bytes behind the last xz stream"))


FORMAT = Format(
    id="xz",
    title="xz compressed file",
    kind=Kind.CONTAINER,
    reference="https://tukaani.org/xz/xz-file-format.txt",
    examine=examine,
    signatures=(Signature(MAGIC),),
    suffixes=(".xz", ".txz"),
)
