"""Cabinet: an archive of Windows; members, compression, and which of a set of cabinets it is."""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, Malformed
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, Link, fault_of
from mediascan.reading.archives.members import Members
from mediascan.reading.archives.times import date_of_dos
from mediascan.reading.window import Window

_MAGIC = b"MSCF\0\0\0\0"
_METHODS = {0: "stored", 1: "MSZIP", 2: "Quantum", 3: "LZX"}
_BEFORE, _AFTER, _RESERVED = 1, 2, 4
_NAME = 256


def examine(window: Window) -> Finding | None:
    cursor = window.cursor(8)
    size = cursor.number("I")
    cursor.skip(4)
    files_at = cursor.number("I")
    cursor.skip(4)
    minor, major = cursor.number("B"), cursor.number("B")
    folders, count, flags, set_, number = (cursor.number("H") for _ in range(5))
    if major != 1 or not folders or files_at >= size:
        raise Malformed("a cabinet with numbers that no program writes")
    facts = Facts(version=f"{major}.{minor}", declared_bytes=size)
    faults: list[Fault] = []
    try:
        facts["compression"] = _method(window, flags)
        _files(window, files_at, count, facts)
    except InputFault as bad:
        faults.append(fault_of(bad))
    if size > window.size:
        facts["missing_bytes"] = size - window.size
        faults.append(Fault(FaultKind.TRUNCATED, f"{size - window.size} bytes are missing"))
    elif size < window.size:
        facts["trailing_bytes"] = window.size - size
        text = f"{window.size - size} bytes behind the cabinet"
        faults.append(Fault(FaultKind.MALFORMED, text))
    links: tuple[Link, ...] = ()
    if flags & (_BEFORE | _AFTER) or number:
        facts["shard_index"] = number
        whole = 0 if flags & _AFTER else number + 1
        links = (Link("volume", f"cabinet set {set_}", number, whole, from_name=False),)
    return Finding(
        "cab",
        Kind.CONTAINER,
        Confidence.PARSED if faults else Confidence.CONSISTENT,
        facts,
        (window.evidence(0, 36, "cabinet header"),),
        tuple(faults),
        links,
    )


def _method(window: Window, flags: int) -> str:
    """How the first folder is compressed."""
    at = 36
    if flags & _RESERVED:
        at += 4 + window.cursor(36).number("H")
    for flag in (_BEFORE, _AFTER):
        if flags & flag:  # names of the cabinet and of the disk
            for _ in range(2):
                at += len(_text(window, at)) + 1
    method = window.cursor(at + 6).number("H")
    return _METHODS.get(method & 15, f"method {method & 15}")


def _files(window: Window, at: int, count: int, facts: Facts) -> None:
    found = Members()
    try:
        for _ in range(count):
            cursor = window.cursor(at)
            size = cursor.number("I")
            cursor.skip(6)
            date, time = cursor.number("H"), cursor.number("H")
            name = _text(window, at + 16)
            found.add(
                name.decode("utf-8", "replace").replace("\\", "/"), size, date_of_dos(date, time)
            )
            at += 16 + len(name) + 1
    finally:
        found.say(facts)


def _text(window: Window, at: int) -> bytes:
    data = window.upto(at, _NAME + 1)
    end = data.find(b"\0")
    if end < 0:
        raise Malformed(f"name at {at} does not end")
    return data[:end]


FORMAT = Format(
    id="cab",
    title="Cabinet archive",
    kind=Kind.CONTAINER,
    reference="https://learn.microsoft.com/en-us/previous-versions/bb417343(v=msdn.10)",
    examine=examine,
    signatures=(Signature(_MAGIC),),
    suffixes=(".cab",),
)
