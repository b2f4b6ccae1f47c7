"""The list of members of a XAR archive: XML, packed by zlib, read tag by tag.

Places in it count from its end. Source: the XAR format of Apple's `xar`, `xar.h` and `archive.c`.
"""

import zlib
from xml.parsers import expat

from mediascan.model.errors import LimitExceeded, Malformed
from mediascan.model.limits import MIB
from mediascan.reading.archives.members import Members
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window

_LONGEST = 4 * MIB  # bytes of the list, packed, and ...
_LISTED = 8 * MIB  # ... not
_DEEP = 64  # folders in one another
_TEXT = 1024  # characters of a value kept


class XarList:
    """The list of members, read tag by tag: what it holds is counted, not kept."""

    def __init__(self) -> None:
        self.members = Members()
        self.methods: dict[str, None] = {}
        self.end = 0  # of the data, from the end of the list
        self.traces = Traces()
        self._path: list[str] = []
        self._files: list[dict[str, str]] = []  # those that are open, the outermost first
        self._text = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._text = ""
        self._path.append(tag)
        if len(self._path) > 2 * _DEEP:
            raise LimitExceeded(f"folders nested deeper than {_DEEP}")
        if tag == "file":
            self._files.append({})
        elif tag == "encoding" and self._files:
            style = attributes.get("style", "").removeprefix("application/")[:64]
            if len(self.methods) < 8:
                self.methods[style.removeprefix("x-")] = None

    def text(self, data: str) -> None:
        if len(self._text) < _TEXT:
            self._text += data

    def stop(self, tag: str) -> None:
        value, self._text = self._text.strip()[:_TEXT], ""
        self._path.pop()
        if tag == "file":
            self._close()
        elif tag == "creation-time":
            self.traces.add(value, "creation_time")
        elif self._path[-1:] in (["checksum"], ["signature"]):
            if tag == "size" and "file" not in self._path:  # that of the list stands there too
                self.end = max(self.end, _number(value))
        elif self._files and self._path[-1:] == ["file"]:
            self._files[-1].setdefault(tag, value)
        elif self._files and self._path[-1:] == ["data"]:
            self._files[-1].setdefault(f"data {tag}", value)

    def _close(self) -> None:
        name = "/".join(one.get("name", "?") for one in self._files)
        done = self._files.pop()
        offset, length = _number(done.get("data offset", "")), _number(done.get("data length", ""))
        self.end = max(self.end, offset + length)
        self.traces.add(done.get("user", ""), "user")
        if done.get("type") != "directory":
            self.members.add(name, _number(done.get("data size", "")), done.get("mtime", "")[:32])


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def read_list(window: Window, at: int, packed: int, size: int) -> XarList:
    """The list at `at`, of `packed` bytes that unpack to `size`.

    Raises `LimitExceeded` for a longer one, `Malformed`, `Truncated`.
    """
    if packed > _LONGEST or size > _LISTED:
        raise LimitExceeded(f"a list of {packed} bytes, {size} unpacked; limit {_LISTED}")
    machine = zlib.decompressobj()
    try:
        data = machine.decompress(window.read(at, packed), _LISTED)
    except zlib.error as bad:
        raise Malformed(f"a damaged list: {bad}") from bad
    if not machine.eof or len(data) != size:
        raise Malformed(f"a list of {len(data)} bytes that announces {size}")
    listed = XarList()
    _read(data, listed)
    return listed


def _read(data: bytes, listed: XarList) -> None:
    """Raises `Malformed` where it is no XML, or declares entities: no writer of xar does."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = listed.start
    parser.EndElementHandler = listed.stop
    parser.CharacterDataHandler = listed.text
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(data, True)  # noqa: FBT003 - the last piece; it takes no keyword
    except expat.ExpatError as bad:
        raise Malformed(f"the list is no XML: {bad}") from bad


def _refuse(*_: object) -> None:
    raise Malformed("the list declares a document type")
