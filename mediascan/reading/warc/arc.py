"""Records of an ARC file: a line of values between blanks, the last of them bytes, then the bytes.

The first record is `filedesc://` and the name of the file. Its block has a line with the version
and who crawled, and a line with the names of the values, which differ between versions 1 and 2.
One or more line ends stand between records; some writers count them, some do not.

Source: M. Burner and B. Kahle, "Arc File Format", version 1.0, Internet Archive, 1996.
"""

import re
from collections import Counter
from dataclasses import dataclass, field

from mediascan.model.errors import InputFault, Malformed, Truncated
from mediascan.model.facts import Facts
from mediascan.model.finding import Fault, fault_of
from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH
from mediascan.reading.nature.ratio import Ratio
from mediascan.reading.nature.say import LIKE, Total, say_sample_estimate
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window

MAGIC = b"filedesc://"
_LINE = 16_384  # bytes of a line of values: an address may be long
_INFO = 4096  # bytes of the first block looked at
_ENDS = 8  # line ends between two records
_DATE = re.compile(r"[0-9]{8,14}", re.ASCII)
_NO_PAGES = ("filedesc:", "dns:", "metadata:")  # what a crawler noted besides pages


@dataclass(slots=True)
class ArcRecords:
    """What the records of the walk come to."""

    name: str = ""  # that the file had when it was written
    version: str = ""
    producer: str = ""
    info: str = ""  # XML, in which newer crawlers say more
    count: int = 0  # whole records, and the first one
    pages: int = 0
    end: int = 0  # behind the last whole one
    types: Counter[str] = field(default_factory=Counter)
    dates: list[str] = field(default_factory=list)  # the first and the last one
    addresses: dict[str, None] = field(default_factory=dict)
    ratio: Ratio = field(default_factory=Ratio)  # pages in bytes
    stopped: InputFault | None = None


def walk(window: Window, most: int) -> ArcRecords | None:
    """Up to `most` records; None where the first is not that of an ARC file."""
    if not window.has(MAGIC, 0):
        return None
    found = ArcRecords()
    try:
        for _ in range(most):
            if found.end >= window.size:
                break
            begin, before = found.end, found.pages
            found.end = _record(window, found)
            found.count += 1
            found.ratio.add(found.pages - before, found.end - begin)
    except InputFault as bad:
        found.stopped = bad
    return found if found.version else None


def _record(window: Window, found: ArcRecords) -> int:
    """Look at the record behind the last one; where the next one is."""
    at = found.end
    data = window.sparse(at, min(_LINE, window.size - at))
    line, end, _ = data.partition(b"\n")
    if not end:
        if at + len(data) == window.size:
            raise Truncated(f"the last record ends inside of its line, at {at}")
        raise Malformed(f"no record at {at}")
    values = line.rstrip(b"\r").decode("utf-8", "backslashreplace").split(" ")
    if len(values) < 5 or not values[-1].isascii() or not values[-1].isdigit():
        raise Malformed(f"no record at {at}")
    if len(values[-1]) > 15 or not _DATE.fullmatch(values[2]):
        raise Malformed(f"no record at {at}")
    block, size = at + len(line) + 1, int(values[-1])
    if block + size > window.size:
        if not found.count:
            _describe(window.upto(block, _INFO), values, found)
        raise Truncated(f"{block + size - window.size} bytes of the last record are missing")
    if not found.count:
        _describe(window.upto(block, min(size, _INFO)), values, found)
    elif not values[0].lower().startswith(_NO_PAGES):
        found.pages += 1
        found.types[values[3][:64].partition(";")[0]] += 1
        if len(found.addresses) < LIST_LENGTH:
            found.addresses.setdefault(values[0][:TEXT_LENGTH])
    found.dates = [found.dates[0] if found.dates else values[2], values[2]]
    behind = window.sparse(block + size, min(_ENDS, window.size - block - size))
    return block + size + len(behind) - len(behind.lstrip(b"\r\n"))


def _describe(block: bytes, values: list[str], found: ArcRecords) -> None:
    """Take what the first record says of the file. Raises `Malformed`."""
    first, _, rest = block.decode("utf-8", "backslashreplace").partition("\n")
    version, _, origin = first.strip().partition(" ")
    if version not in ("1", "2"):
        raise Malformed("the first record of an ARC file names no version that is known")
    found.version = version
    found.name = values[0].removeprefix("filedesc://")[:TEXT_LENGTH]
    found.producer = origin.partition(" ")[2][:TEXT_LENGTH]
    found.info = rest


def arc_facts(found: ArcRecords, *, whole: bool, total: Total = 0) -> Facts:
    """The facts that both ARC formats tell; `whole` where the walk saw every record.

    `total` is the size of all records, not compressed, where the number of them is estimated.
    """
    facts = Facts(version=found.version, original_name=found.name, training_shape="web pages")
    if found.producer:
        facts["producer"] = found.producer
    if whole:
        facts["sample_count"], facts["row_count"] = found.pages, found.count
    else:
        facts["sampled_rows"] = found.count
    if found.types:
        facts["record_types"] = dict(found.types.most_common(LIST_LENGTH))
    if found.addresses:
        facts["members"] = list(found.addresses)
    if found.dates:
        facts["dates"] = list(dict.fromkeys(found.dates))
    traces = Traces()
    for name, value in re.findall(r"<(?:\w+:)?(\w+)>([^<]{3,512})</", found.info)[:LIST_LENGTH]:
        traces.add(value, name)
    traces.say(facts)
    counted = found.ratio.over(total) if total else None
    if counted:
        say_sample_estimate(facts, counted, f"size of the first {found.count} records, {LIKE}")
    return facts


def arc_faults(found: ArcRecords) -> list[Fault]:
    """The fault that stopped the walk, if one did."""
    return [fault_of(found.stopped)] if found.stopped else []
