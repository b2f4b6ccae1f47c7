"""gzip: one compressed file, or several one after another. Header, deflate, CRC-32, length.

The length at the end counts modulo 2**32 and only the last member, so the size of what is inside
is told only where everything was decompressed.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind
from mediascan.reading.compression.gzip_header import MAGIC, GzipHeader, gzip_header
from mediascan.reading.compression.gzip_start import PROOF, gzip_start
from mediascan.reading.compression.inflate import Inflated
from mediascan.reading.compression.inner_format import inner_format
from mediascan.reading.window import Window

_CUT = "the compressed data does not end with the file: cut off, or damaged"


def examine(window: Window) -> Finding | None:
    header = gzip_header(window)
    if header is None:
        return None
    found = window.once(gzip_start)
    if not (found.data or found.ended or header.legal):
        return None
    facts = _facts(window, header, found)
    faults: list[Fault] = []
    short = len(found.data) < PROOF
    if found.damage:
        text = f"damaged after at least {len(found.data)} decompressed bytes: {found.damage}"
        faults.append(Fault(FaultKind.MALFORMED, text))
    elif short and not found.ended:
        faults.append(Fault(FaultKind.TRUNCATED, _CUT))
    elif found.ended:
        facts["uncompressed_bytes"] = len(found.data)
        faults += _behind(window, found, facts)
    confidence = Confidence.PARSED
    if not found.data and not found.ended:
        confidence = Confidence.MAGIC
    elif found.ended and not faults:
        confidence = Confidence.CONSISTENT
    evidence = (window.evidence(0, header.size, "gzip header"),)
    return Finding("gzip", Kind.CONTAINER, confidence, facts, evidence, tuple(faults))


def _facts(window: Window, header: GzipHeader, found: Inflated) -> Facts:
    facts = Facts(compression="gzip")
    if found.data or found.ended:
        facts["inner_format"] = inner_format(found.data)
    if header.name:
        facts["original_name"] = header.name
    if header.comment:
        facts["comment"] = header.comment
    if header.producer:
        facts["producer"] = header.producer
    more = {"modified": header.modified, "system": header.system}
    if len(found.data) >= PROOF and not found.ended:
        last = window.cursor(window.size - 4).number("I")
        more["last length field"] = f"{last} bytes, modulo 4 GiB, of the last member"
    facts["metadata"] = {key: value for key, value in more.items() if value}
    return facts


def _behind(window: Window, found: Inflated, facts: Facts) -> list[Fault]:
    """A fault for what stands behind the last member, unless it is padding with zeros."""
    behind = window.size - found.used
    if not behind:
        return []
    facts["trailing_bytes"] = behind
    some = window.upto(found.used, PROOF)
    if behind == len(some) == some.count(0):
        return []
    return [Fault(FaultKind.MALFORMED, f"{behind} bytes behind the last gzip member")]


FORMAT = Format(
    id="gzip",
    title="gzip compressed file",
    kind=Kind.CONTAINER,
    reference="https://www.rfc-editor.org/rfc/rfc1952",
    examine=examine,
    signatures=(Signature(MAGIC),),
    suffixes=(".gz", ".tgz"),
)
