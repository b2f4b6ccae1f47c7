"""lrzip: one compressed file, long repetitions first. "LRZI", version, size, properties of LZMA.

From version 0.6 on: u64 bytes inside at 6 (of an encrypted file, what the password is salted with),
LZMA properties at 16, u8 whether an MD5 stands at the end at 21, u8 whether it is encrypted at 22.
Then chunks, each with u8 bytes of its numbers and u8 whether it is the last, its size, and for two
streams a block: u8 method, bytes compressed and not, place of the next block of that stream.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, Malformed
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, Finding, Kind, fault_of
from mediascan.reading.records.extent import check_end
from mediascan.reading.window import Window

_MAGIC = b"LRZI"
_HEADER, _HASH = 24, 16  # bytes
_METHODS = dict(enumerate(("none behind rzip", "bzip2", "LZO", "LZMA", "gzip", "ZPAQ"), 3))
_NEWEST = 20  # minor version; lrzip-next is at 14
_READ = 6  # the one minor version whose header is told here: lrzip-next moves its fields
_BLOCKS = 4096  # of one stream looked at


def examine(window: Window) -> Finding | None:
    head = window.upto(0, _HEADER)
    if len(head) < _HEADER or head[4] or head[5] > _NEWEST:
        return None
    facts = Facts(version=f"0.{head[5]}", compression="lrzip")
    faults: tuple[Fault, ...] = ()
    sure = Confidence.MAGIC
    if head[5] == _READ:
        hashed, encrypted = head[21], head[22]
        if hashed > 1 or encrypted > 1:
            raise Malformed("an lrzip header with flags that no program writes")
        sure = Confidence.PARSED
        if encrypted:
            facts["cipher"] = "AES-128, key by SHA-512"
            facts["next_step"] = "The contents are encrypted: only the password opens them."
        else:
            faults = _blocks(window, hashed * _HASH, facts)
            if "metadata" in facts and not faults:
                sure = Confidence.CONSISTENT
            if size := int.from_bytes(head[6:14], "little"):
                facts["uncompressed_bytes"] = size
    evidence = (window.evidence(0, _HEADER, "magic, version, size, properties, flags"),)
    return Finding("lrzip", Kind.CONTAINER, sure, facts, evidence, faults)


def _blocks(window: Window, behind: int, facts: Facts) -> tuple[Fault, ...]:
    """Tell the method of the first chunk; where it is the only one, check that it ends the file."""
    try:
        cursor = window.cursor(_HEADER)
        width, last = cursor.number("B"), cursor.number("B")
        if not 1 <= width <= 8 or last > 1:
            raise Malformed("the first chunk has numbers that no program writes")
        cursor.skip(width)
        base, end, methods = cursor.at, cursor.at, list[str]()
        for stream in range(2):
            place = base + stream * (1 + 3 * width)
            for _ in range(_BLOCKS):
                cursor = window.cursor(place)
                method = cursor.number("B")
                packed, _, following = (
                    int.from_bytes(cursor.take(width), "little") for _ in range(3)
                )
                if method not in _METHODS:
                    raise Malformed(f"method {method} at {place}")
                if packed:
                    methods.append(_METHODS[method])
                end = max(end, cursor.at + packed)
                if not following or base + following <= place:
                    break
                place = base + following
            else:
                return ()
    except InputFault as bad:
        return (fault_of(bad),)
    if methods:
        facts["metadata"] = {"method of the data": methods[-1]}
    return check_end(window.size, end + behind, "blocks", facts) if last else ()


FORMAT = Format(
    id="lrzip",
    title="lrzip compressed file",
    kind=Kind.CONTAINER,
    reference="https://github.com/ckolivas/lrzip/blob/master/doc/magic.header.txt",
    examine=examine,
    signatures=(Signature(_MAGIC),),
    suffixes=(".lrz",),
)
