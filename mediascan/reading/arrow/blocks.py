"""The footer of an Arrow file, and the batches that it points to.

Source: apache/arrow `format/File.fbs` (Footer, Block); slots are numbered in the order there.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field

from mediascan.model.errors import InputFault, LimitExceeded, Malformed
from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH
from mediascan.reading.arrow.messages import Batches, read_message, schema_of
from mediascan.reading.arrow.schema import Schema, read_schema
from mediascan.reading.encodings.flatbuffer import Buffer, Table
from mediascan.reading.window import Window

_FIRST_MESSAGE = 8  # behind the magic and its padding
_BLOCK = "qixxxxq"  # Block: offset, metaDataLength, bodyLength
_VERSIONS = {3: "V4", 4: "V5"}


@dataclass(frozen=True, slots=True)
class Footer:
    """The footer's own words."""

    version: str
    schema: Schema
    batch_count: int
    metadata: dict[str, str]
    table: Table

    def blocks(self) -> Iterator[tuple[int, ...]]:
        """(offset, bytes of metadata, bytes of body) of all batches, as they lie in the file."""
        return heapq.merge(self.table.structs(2, _BLOCK), self.table.structs(3, _BLOCK))


def read_footer(window: Window) -> Footer:
    """The footer that fills `window`. Raises `InputFault` where it is damaged."""
    root = Buffer(window).root()
    version = root.number(0, "h")
    if version not in _VERSIONS:
        raise Malformed(f"metadata version {version}")
    schema = root.table(1)
    if schema is None:
        raise Malformed("the footer lacks its schema")
    metadata: dict[str, str] = {}
    for pair in root.tables(4):
        if len(metadata) >= LIST_LENGTH:
            break
        metadata[pair.text(0, TEXT_LENGTH)] = pair.text(1, TEXT_LENGTH)
    count = root.vector(3, 24)[1]
    return Footer(_VERSIONS[version], read_schema(schema), count, metadata, root)


@dataclass(slots=True)
class Blocks:
    """A walk over the batches that a footer lists, in `window`, which ends at the footer."""

    window: Window
    batches: Batches = field(default_factory=Batches)
    first_batch_at: int = 0
    edge: int = _FIRST_MESSAGE  # the end of the last batch
    gaps: int = 0  # bytes between batches
    stopped: InputFault | None = None

    def walk(self, footer: Footer) -> None:
        """Count the rows; what stops it is kept, not raised."""
        try:
            first = read_message(self.window, _FIRST_MESSAGE)
            if first is None:
                raise Malformed("no schema behind the magic")
            if schema_of(first).columns != footer.schema.columns:
                raise Malformed("the schema at the start is not that of the footer")
            self.edge = first.stop
            self.first_batch_at = first.stop if footer.batch_count else 0
            for offset, metadata, body in footer.blocks():
                self._block(offset, metadata, body)
        except InputFault as bad:
            self.stopped = bad if isinstance(bad, LimitExceeded) else Malformed(str(bad))

    def _block(self, offset: int, metadata: int, body: int) -> None:
        if offset < self.edge:
            raise Malformed(f"the batch at {offset} overlaps the one before it")
        message = read_message(self.window, offset)
        if message is None or (message.body_at - offset, message.body_length) != (metadata, body):
            raise Malformed(f"the batch at {offset} is not as the footer says")
        if message.stop > self.window.size:
            raise Malformed(f"the batch at {offset} runs into the footer")
        self.batches.add(message)
        self.gaps += offset - self.edge
        self.edge = message.stop
