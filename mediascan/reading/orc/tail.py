"""The tail of an ORC file: stripe statistics, footer, postscript, u8 how long that is.

The postscript is protobuf in the clear, the footer protobuf in compressed chunks. A chunk has
three bytes before it: twice its length, plus one where it is stored as it was.

Source: https://orc.apache.org/specification/ORCv1/ and apache/orc-format orc_proto.proto.
"""

from dataclasses import dataclass, field

from mediascan.model.errors import LimitExceeded, Malformed, Truncated
from mediascan.model.limits import LIST_LENGTH, MIB, TEXT_LENGTH
from mediascan.reading.compression import snappy
from mediascan.reading.compression.inflate import Method, head_of
from mediascan.reading.encodings.protobuf import LEN, fields, message, numbers, payload
from mediascan.reading.window import Window

MAGIC = b"ORC"
CODECS = ("none", "zlib", "snappy", "lzo", "lz4", "zstd", "brotli")
_WRITERS = ("ORC Java", "ORC C++", "Presto", "Scritchley Go", "Trino", "CUDF")
_KINDS = (
    *("boolean", "int8", "int16", "int32", "int64", "float", "double", "string", "binary"),
    *("timestamp", "list", "map", "struct", "union", "decimal", "date", "varchar", "char"),
    "timestamp with zone",
)
_LONGEST = 16 * MIB  # of a footer
_LARGEST_CHUNK = 1 << 23  # three bytes less one bit
_MOST = 100_000  # fields of one message
_COLUMNS = 4096


@dataclass(slots=True)
class Postscript:
    """How to read the footer, and where it lies."""

    start: int = 0
    footer_length: int = 0
    codec: int = 0
    block: int = 0  # bytes that a chunk decompresses to, at the most
    version: list[int] = field(default_factory=list)
    metadata_length: int = 0
    magic: bytes = b""

    @property
    def compression(self) -> str:
        return CODECS[self.codec] if self.codec < len(CODECS) else f"codec {self.codec}"


@dataclass(slots=True)
class Footer:
    """What the footer says."""

    content_length: int = 0
    rows: int = 0
    stripes: int = 0
    stripe_rows: int = 0
    stripe_end: int = 0
    stripe_bytes: int = 0
    types: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)  # of the columns of the root
    below: list[int] = field(default_factory=list)  # the types of these
    metadata: dict[str, str] = field(default_factory=dict)
    writer: int = 0
    software: str = ""
    encrypted: bool = False

    @property
    def producer(self) -> str:
        name = _WRITERS[self.writer] if self.writer < len(_WRITERS) else f"writer {self.writer}"
        return f"{name} {self.software}".strip()

    def columns(self) -> dict[str, str]:
        """The columns of the root, and their types."""
        kinds = [self.types[one] if one < len(self.types) else -1 for one in self.below]
        shown = [_KINDS[kind] if 0 <= kind < len(_KINDS) else "?" for kind in kinds]
        return dict(zip(self.names, [*shown, *["?"] * len(self.names)], strict=False))


def read_postscript(window: Window) -> Postscript | None:
    """The postscript; None where the last bytes are none."""
    length = window.read(window.size - 1, 1)[0]
    start = window.size - 1 - length
    if length < len(MAGIC) or start < len(MAGIC):
        return None
    if not window.has(MAGIC, start + length - len(MAGIC)):
        return None
    found = Postscript(start)
    part = window.cut(start, length)
    for one in fields(part, 64):
        if one.number == 4:
            found.version += numbers(part, one, 4)
        elif one.number == 8000 and one.wire == LEN:
            found.magic = payload(part, one, 16)
        elif one.number in _POSTSCRIPT:
            setattr(found, _POSTSCRIPT[one.number], one.value)
    return found if found.magic == MAGIC else None


_POSTSCRIPT = {1: "footer_length", 2: "codec", 3: "block", 5: "metadata_length"}


def footer_window(window: Window, found: Postscript) -> Window:
    """The footer as protobuf, decompressed."""
    at = found.start - found.footer_length
    if at < len(MAGIC):
        raise Malformed(f"a footer of {found.footer_length} bytes before byte {found.start}")
    part = window.cut(at, found.footer_length)
    if found.codec == 0:
        return part
    if part.size > _LONGEST:
        raise LimitExceeded(f"a footer of {part.size} bytes; limit {_LONGEST}")
    out = bytearray()
    offset = 0
    for _ in range(part.size):
        if offset >= part.size:
            break
        head = int.from_bytes(part.read(offset, 3), "little")
        offset += 3
        chunk = part.cut(offset, head >> 1)
        most = min(found.block or _LARGEST_CHUNK, _LARGEST_CHUNK)
        out += chunk.read(0, chunk.size) if head & 1 else _decompressed(chunk, found, most)
        offset += head >> 1
        if len(out) > _LONGEST:
            raise LimitExceeded(f"a footer of more than {_LONGEST} bytes")
    return Window.over(bytes(out), window.limits)


def _decompressed(chunk: Window, found: Postscript, most: int) -> bytes:
    if found.compression == "zlib":
        return head_of(chunk, Method.DEFLATE, most)
    if found.compression == "zstd":
        return head_of(chunk, Method.ZSTD, most)
    if found.compression == "snappy":
        return snappy.decompress(chunk.read(0, chunk.size), most)
    raise LimitExceeded(f"the footer is compressed with {found.compression}, which is not read")


def read_footer(window: Window) -> Footer:
    """Everything in the footer that is told."""
    found = Footer()
    for one in fields(window, _MOST):
        if one.missing:
            raise Truncated("the footer ends inside of a field")
        if one.number in _FOOTER:
            setattr(found, _FOOTER[one.number], one.value)
        elif one.wire != LEN:
            continue
        elif one.number == 3:
            _stripe(message(window, one), found)
        elif one.number == 4:
            _type(message(window, one), found)
        elif one.number == 5:
            _metadata(message(window, one), found)
        elif one.number == 10:
            found.encrypted = True
        elif one.number == 12:
            found.software = payload(window, one, 64).decode("utf-8", "replace")
    return found


_FOOTER = {2: "content_length", 6: "rows", 9: "writer"}


def _stripe(window: Window, found: Footer) -> None:
    parts = {one.number: one.value for one in fields(window, 64)}
    length = sum(parts.get(number, 0) for number in (2, 3, 4))
    found.stripes += 1
    found.stripe_rows += parts.get(5, 0)
    found.stripe_bytes += length
    found.stripe_end = max(found.stripe_end, parts.get(1, 0) + length)


def _type(window: Window, found: Footer) -> None:
    root = not found.types
    kind = 0
    for one in fields(window, _MOST):
        if one.number == 1:
            kind = one.value
        elif root and one.number == 2 and len(found.below) < _COLUMNS:
            found.below += numbers(window, one, _COLUMNS)
        elif root and one.number == 3 and len(found.names) < _COLUMNS:
            found.names.append(payload(window, one, TEXT_LENGTH).decode("utf-8", "replace"))
    found.types.append(kind)


def _metadata(window: Window, found: Footer) -> None:
    pair = {one.number: payload(window, one, TEXT_LENGTH) for one in fields(window, 8)}
    if len(found.metadata) < LIST_LENGTH:
        key, value = (pair.get(n, b"").decode("utf-8", "replace") for n in (1, 2))
        found.metadata[key] = value
