"""RAR archive, version 5 and later: members, encryption, volumes."""

from mediascan.formats.base import Format, Signature
from mediascan.model.finding import Finding, Kind
from mediascan.model.limits import MIB, Limits
from mediascan.reading.archives.rar import rar_finding
from mediascan.reading.archives.rar5 import MAGIC, walk
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    return rar_finding(window, walk(window), "rar5")


FORMAT = Format(
    id="rar5",
    title="RAR 5 archive",
    kind=Kind.CONTAINER,
    reference="https://www.rarlab.com/technote.htm",
    examine=examine,
    signatures=(Signature(MAGIC),),
    suffixes=(".rar",),
    limits=Limits(total=256 * MIB, reads=1_000_000, seconds=30.0),  # two reads a member
)
