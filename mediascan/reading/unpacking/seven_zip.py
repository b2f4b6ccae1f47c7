"""7z: streams, each with many files one behind another; the list of them stands at the end.

Source: "7Z format description" (DOC/7zFormat.txt of the LZMA SDK). What one coder after another
packed is read; where one takes several streams (BCJ2), or a key is needed, files are named only.
"""

from collections.abc import Iterator

from mediascan.model.errors import InputFault, Malformed
from mediascan.model.finding import Evidence, Fault, FaultKind, fault_of
from mediascan.model.limits import MIB, Limits
from mediascan.reading.archives.seven_zip import START, SevenZip, read_header, read_start
from mediascan.reading.archives.seven_zip_streams import Folder
from mediascan.reading.unpacking.base import Held, Item, Opener
from mediascan.reading.unpacking.forward import Forward, bounded, over
from mediascan.reading.unpacking.seven_zip_coders import decoded
from mediascan.reading.window import Window

_LIMITS = Limits(total=256 * MIB, seconds=30.0)


def members(held: Held) -> Iterator[Item]:
    if held.read_at is None:
        return
    window = Window.onto(held.read_at, held.size, _LIMITS)
    found = read_start(window)
    read_header(window, found)
    if found.hidden:
        held.faults.append(Fault(FaultKind.ENCRYPTED, "names and content are encrypted"))
        return
    empty: list[bytes] = []
    names = _named(held, found, empty)
    place = START + found.streams.place
    packed = iter(found.streams.packed)
    for folder in found.streams.folders:
        sizes = [next(packed, 0) for _ in range(folder.packed)]
        held.stream.skip(max(0, place - held.stream.at))
        yield from _files(held, folder, sizes, names)
        place += sum(sizes)
    for _ in names:  # of no stream: a damaged list
        held.others += 1
    for name in empty:
        yield Item(name, over(b"").some, 0)


def _named(held: Held, found: SevenZip, without: list[bytes]) -> Iterator[bytes]:
    """The names of files with content, in their order; those of empty ones go to `without`."""
    try:
        texts = found.all_names.decode("utf-16-le", "surrogatepass").split("\0")[: found.count]
    except UnicodeDecodeError as bad:
        raise Malformed("the names of a 7z are not UTF-16") from bad
    empty = 0
    for number, text in enumerate(texts):
        name = text.encode("utf-8", "surrogatepass")
        if not _bit(found.streamless, number):
            yield name
            continue
        if _bit(found.contentless, empty):
            without.append(name)
        else:
            held.others += 1
        empty += 1


def _bit(bits: bytes, number: int) -> bool:
    return number >> 3 < len(bits) and bool(bits[number >> 3] & 0x80 >> (number & 7))


def _files(held: Held, folder: Folder, sizes: list[int], names: Iterator[bytes]) -> Iterator[Item]:
    """The files of one packed stream, which is read as far as all can be."""
    parts = [*folder.parts, folder.size - sum(folder.parts)][: folder.streams]
    stream, fault = over(b""), None
    evidence: tuple[Evidence, ...] = ()
    start = held.stream.at
    if folder.encrypted:
        fault = Fault(FaultKind.ENCRYPTED, "encrypted: not read without a key")
        evidence = (Evidence(start, held.stream.peek(16), "start of the encrypted stream"),)
    elif folder.packed != 1:
        fault = Fault(FaultKind.SKIPPED, "not decompressed: a coder with several streams (BCJ2)")
    else:
        try:
            read = decoded(held, folder, bounded(held.stream, sizes[0]))
            stream = Forward(lambda: read(1 << 18))
        except InputFault as bad:
            fault = fault_of(bad)
    for size in parts:
        name = next(names, None)
        if name is None or size < 0:
            return
        if fault:
            yield Item(name, None, size, fault=fault, evidence=evidence)
            continue
        end = stream.at + size
        yield Item(name, bounded(stream, size), size)
        try:
            stream.skip(end - stream.at)
        except InputFault as bad:  # the files behind it cannot be read either
            fault = fault_of(bad, "behind damage: ")
    held.stream.skip(max(0, start + sum(sizes) - held.stream.at))


OPENER = Opener("seven_zip", members, alone=False)
