"""Arrow's encapsulated messages: FF FF FF FF, i32 length, a FlatBuffer `Message`, then its body.

Rows are counted by hopping: a message tells how long its body is, and the message of a record
batch how many rows it has. The bodies, which are nearly the whole file, are never read. Before
Arrow 0.15 the four FF bytes were not there. A length of 0 ends a stream.

Source: apache/arrow `format/Message.fbs` and docs/source/format/Columnar.rst ("Serialization and
Interprocess Communication"); slots are numbered in the order of the fields in `Message.fbs`.
"""

from dataclasses import dataclass, field

from mediascan.model.errors import InputFault, LimitExceeded, Malformed, Truncated
from mediascan.model.facts import Facts
from mediascan.model.finding import Fault, FaultKind
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.arrow.schema import Schema, read_schema
from mediascan.reading.encodings.flatbuffer import Buffer, Table
from mediascan.reading.window import Window

SCHEMA, DICTIONARY, BATCH = 1, 2, 3  # MessageHeader
LONGEST_METADATA = 1 << 26  # bytes of one message without its body
# A hop costs one page of the window, 64 KiB: these are 32,768 batches at least.
LIMITS = Limits(total=2048 * MIB, seconds=30.0)
_CONTINUATION = 0xFFFFFFFF
_VERSIONS = {3: "V4", 4: "V5"}  # MetadataVersion; older ones are of 2017 and before
_CODECS = {0: "LZ4_FRAME", 1: "ZSTD"}


@dataclass(frozen=True, slots=True)
class Message:
    """One message, whose metadata is in the file; its body may be cut off."""

    version: str
    kind: int  # SCHEMA, DICTIONARY or BATCH
    header: Table
    body_at: int
    body_length: int

    @property
    def stop(self) -> int:
        """Offset of the first byte behind the body."""
        return self.body_at + self.body_length


@dataclass(slots=True)
class Batches:
    """What the batches so far add up to."""

    count: int = 0
    rows: int = 0
    body_bytes: int = 0
    codecs: set[str] = field(default_factory=set)

    def add(self, message: Message) -> None:
        """Count a batch. Raises `Malformed` where its header contradicts itself."""
        batch = message.header if message.kind == BATCH else message.header.table(1)
        if batch is None or message.kind == SCHEMA:
            raise Malformed("a message that is no batch where a batch belongs")
        rows = batch.number(0, "q")
        node = next(batch.structs(1, "qq"), (rows, 0))
        if rows < 0 or node[0] != rows:
            raise Malformed(f"a batch of {rows} rows whose first column has {node[0]}")
        self.body_bytes += message.body_length
        compression = batch.table(3)
        if compression is not None:
            codec = compression.number(0, "b")
            self.codecs.add(_CODECS.get(codec, f"codec {codec}"))
        if message.kind == BATCH:
            self.count += 1
            self.rows += rows


@dataclass(slots=True)
class Walk:
    """How far a walk along a stream came."""

    batches: Batches = field(default_factory=Batches)
    at: int = 0  # behind the last whole message
    first_batch_at: int = 0
    ended: bool = False  # by the marker of the end
    stopped: InputFault | None = None
    missing: int = 0  # bytes that the last body lacks

    def along(self, window: Window, at: int) -> None:
        """Hop from the message at `at` to the end; what stops the walk is kept, not raised."""
        self.at = at
        try:
            for _ in range(window.limits.count):
                if self.at == window.size or self._hop(window):
                    return
            raise LimitExceeded(f"more than {window.limits.count} messages")
        except InputFault as bad:
            self.stopped = bad

    def _hop(self, window: Window) -> bool:
        """Go over one message; whether it was the end of the stream."""
        message = read_message(window, self.at)
        if message is None:
            self.ended = True
            self.at += 8 if window.cursor(self.at).number("I") == _CONTINUATION else 4
            return True
        if message.stop > window.size:
            self.missing = message.stop - window.size
            length = message.body_length
            raise Truncated(f"the batch at {self.at} lacks {self.missing} of {length} bytes")
        self.batches.add(message)
        self.first_batch_at = self.first_batch_at or self.at
        self.at = message.stop
        return False


def read_message(window: Window, at: int) -> Message | None:
    """The message at `at`, or None where the marker of the end stands."""
    cursor = window.cursor(at)
    length = cursor.number("I")
    if length == _CONTINUATION:
        length = cursor.number("I")
    if length == 0:
        return None
    if length > LONGEST_METADATA:
        raise Malformed(f"message of {length} bytes at {at}")
    if length > cursor.left:
        raise Truncated(f"the message at {at} has {length} bytes, of which {cursor.left} are there")
    return message_in(window, cursor.at, length)


def message_in(window: Window, start: int, length: int) -> Message:
    """The message whose metadata are the `length` bytes at `start`."""
    root = Buffer(window.cut(start, length)).root()
    version, kind, body_length = root.number(0, "h"), root.number(1, "B"), root.number(3, "q")
    if version not in _VERSIONS or kind not in (SCHEMA, DICTIONARY, BATCH) or body_length < 0:
        raise Malformed(f"message of version {version}, kind {kind}, body {body_length}")
    header = root.table(2)
    if header is None:
        raise Malformed("a message without a header")
    return Message(_VERSIONS[version], kind, header, start + length, body_length)


def schema_of(message: Message) -> Schema:
    """The schema that a message brings. Raises `Malformed` where it brings another thing."""
    if message.kind != SCHEMA:
        raise Malformed("the first message is not a schema")
    return read_schema(message.header)


def schema_facts(version: str, schema: Schema) -> Facts:
    """What a schema says."""
    facts = Facts(version=version, columns=schema.columns[:LIST_LENGTH], column_types=schema.types)
    if schema.metadata:
        facts["metadata"] = schema.metadata
    return facts


def add_batch_facts(facts: Facts, batches: Batches, stopped: InputFault | None) -> None:
    """What the batches say; rows are `row_count` only where no batch was left uncounted.

    Of a file that is cut short, the rows of the whole batches are all that there is.
    """
    if stopped is None or isinstance(stopped, Truncated):
        facts["row_count"] = batches.rows
    else:
        facts["sampled_rows"] = batches.rows
    facts["declared_bytes"] = batches.body_bytes
    if batches.codecs:
        facts["compression"] = ", ".join(sorted(batches.codecs))


def stopped_fault(stopped: InputFault, batches: Batches) -> Fault:
    """What stopped the counting, as a fault that says how far it came."""
    kind = FaultKind.MALFORMED
    if isinstance(stopped, Truncated):
        kind = FaultKind.TRUNCATED
    elif isinstance(stopped, LimitExceeded):
        kind = FaultKind.LIMIT
    message = f"counted {batches.rows} rows in {batches.count} batches, then: {stopped}"
    return Fault(kind, message)
