"""FFCV, `.beton`: header of 24 bytes, 1041 bytes a field, metadata of samples, pages, allocations.

u16 version 2, u16 fields, u32 bytes of a page, u64 samples, u64 where the table of allocations
starts, which goes to the end of the file in rows of 24 bytes. A field: u8 type, 16 bytes name, 1024
bytes of arguments.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import Malformed
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.reading.nature.say import say_nature
from mediascan.reading.records.extent import check_end
from mediascan.reading.window import Window

_HEADER, _FIELD, _ROW = 24, 1041, 24
_SMALLEST_PAGE = 1 << 21
_MOST_FIELDS = 256
_TYPES = {
    0: "float",
    1: "int",
    2: "rgb image",
    3: "bytes",
    4: "ndarray",
    5: "json",
    6: "torch tensor",
    255: "custom",
}
_PICTURE = 2


def examine(window: Window) -> Finding | None:
    if window.size < _HEADER + _FIELD:
        return None
    cursor = window.cursor(2)
    count, page = cursor.number("H"), cursor.number("I")
    if not 0 < count <= _MOST_FIELDS or page < _SMALLEST_PAGE or page & (page - 1):
        return None
    samples, table = cursor.number("Q"), cursor.number("Q")
    types = _fields(window, count)
    if types is None:
        return None
    pictures = [name for name, one in types.items() if one == _TYPES[_PICTURE]]
    facts = Facts(framework="FFCV", sample_count=samples, columns=list(types))
    facts["column_types"] = types
    say_nature(facts, columns=(*types, *(("image",) if pictures else ())))
    facts["metadata"] = {"bytes of a page": str(page)}
    data = _HEADER + _FIELD * count
    if not table:
        raise Malformed("the table of allocations was never written: writing was interrupted")
    if table < data + samples:  # each has one byte of metadata at least
        raise Malformed(f"allocations at {table}, before the end of {samples} samples")
    end = table if table > window.size else window.size - (window.size - table) % _ROW
    faults = check_end(window.size, end, "table of allocations", facts)
    return Finding(
        "ffcv",
        Kind.DATASET,
        Confidence.PARSED if faults else Confidence.CONSISTENT,
        facts,
        (
            window.evidence(0, _HEADER, "version, fields, page, samples, allocations"),
            window.evidence(_HEADER, 17, "type and name of the first field"),
        ),
        faults,
    )


def _fields(window: Window, count: int) -> dict[str, str] | None:
    """The types of the fields by their names; None where one is not legal."""
    found: dict[str, str] = {}
    for number in range(count):
        data = window.upto(_HEADER + _FIELD * number, 17)
        if len(data) < 17:
            return found or None
        name = data[1:].rstrip(b"\0")
        if data[0] not in _TYPES or not name or not name.isascii() or b"\0" in name:
            return None
        found[name.decode("ascii")] = _TYPES[data[0]]
    return found


FORMAT = Format(
    id="ffcv",
    title="FFCV dataset",
    kind=Kind.DATASET,
    reference="https://github.com/libffcv/ffcv/blob/main/ffcv/types.py",
    examine=examine,
    signatures=(Signature(b"\x02\x00"),),
    suffixes=(".beton", ".ffcv"),
    weak=True,
)
