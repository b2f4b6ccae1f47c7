"""The footer of a Parquet file (FileMetaData), summed up while it is walked.

A footer has one entry for each column of each row group, so it may hold a million. None is kept:
what a report needs of them are sums, codecs and whether each lies inside of the file.

Source: apache/parquet-format `parquet.thrift` (FileMetaData, RowGroup, ColumnChunk, KeyValue,
EncryptionAlgorithm, FileCryptoMetaData) and Encryption.md.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from mediascan.model.errors import Malformed
from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH
from mediascan.reading.encodings.thrift import STRUCT, CompactReader
from mediascan.reading.parquet.schema import LEAVES, Schema

_CODECS = ("UNCOMPRESSED", "SNAPPY", "GZIP", "LZO", "BROTLI", "LZ4", "ZSTD", "LZ4_RAW")
_CIPHERS = {1: "AES_GCM_V1", 2: "AES_GCM_CTR_V1"}
_OPAQUE_LENGTH = 64  # bytes kept of a value that says nothing to a person
_OPAQUE = {b"ARROW:schema", b"dataset-toolkit.unischema.v1"}  # base64 flatbuffer, pickle
_VERSIONS = {1, 2}


class Chunk(NamedTuple):
    """Where the pages of one column of one row group are."""

    codec: str
    values: int
    start: int
    size: int  # compressed


@dataclass(slots=True)
class Footer:
    """What the walk has seen so far: it stays when a fault stops the walk."""

    data_end: int  # offset where the footer starts, and the column chunks must have ended
    version: int = 0
    schema: Schema = field(default_factory=Schema)
    row_count: int = -1
    group_count: int = -1
    group_rows: int = 0  # sum over the row groups
    chunk_count: int = 0
    compressed_bytes: int = 0
    uncompressed_bytes: int = 0
    codecs: set[str] = field(default_factory=set)
    outside: int = 0  # column chunks that do not lie between the magic and the footer
    unplaced: int = 0  # column chunks without metadata: what they hold cannot be checked
    uneven_groups: int = 0  # row groups with more or fewer chunks than the schema has columns
    encrypted: set[int] = field(default_factory=set)  # numbers of the columns with a key
    paths: dict[str, None] = field(default_factory=dict)  # other files that hold the chunks
    metadata: dict[str, str] = field(default_factory=dict)
    first: dict[int, Chunk] = field(default_factory=dict)  # of the first row group, by leaf
    held: list[int] = field(default_factory=lambda: [0] * LEAVES)  # bytes by leaf, not compressed
    values: list[int] = field(default_factory=lambda: [0] * LEAVES)  # by leaf
    created_by: str = ""
    created_by_at: int = 0  # where that text stands in the footer
    created_by_length: int = 0
    cipher: str = ""

    def read(self, reader: CompactReader) -> None:
        """Walk FileMetaData. Raises `InputFault`, with what was seen before kept here."""
        for number, wire in reader.fields():
            match number:
                case 1:
                    self.version = reader.integer(wire)
                    if self.version not in _VERSIONS:
                        raise Malformed(f"footer version {self.version}")
                case 2:
                    self.schema.read(reader, wire)
                case 3:
                    self.row_count = reader.integer(wire)
                case 4:
                    self._row_groups(reader, wire)
                case _:
                    self._rest(reader, number, wire)
        if not self.schema.complete or self.row_count < 0 or self.group_count < 0:
            raise Malformed("the footer lacks its schema, its row count or its row groups")

    def _rest(self, reader: CompactReader, number: int, wire: int) -> None:
        match number:
            case 5:
                for _ in reader.structs(wire):
                    self._key_value(reader)
            case 6:
                writer = reader.binary(wire, TEXT_LENGTH)
                self.created_by = _text(writer)
                if len(writer) < TEXT_LENGTH:  # else it is longer, and where it starts is lost
                    self.created_by_at = reader.at - len(writer)
                    self.created_by_length = len(writer)
            case 8:
                self.cipher = read_cipher(reader, wire)
            case _:
                reader.skip(wire)

    def _key_value(self, reader: CompactReader) -> None:
        key = value = b""
        for number, wire in reader.fields():
            if number == 1:
                key = reader.binary(wire, TEXT_LENGTH)
            elif number == 2:
                value = reader.binary(wire, _OPAQUE_LENGTH if key in _OPAQUE else TEXT_LENGTH)
            else:
                reader.skip(wire)
        if len(self.metadata) < LIST_LENGTH:
            self.metadata[_text(key)] = _text(value)

    def _row_groups(self, reader: CompactReader, wire: int) -> None:
        groups = reader.structs(wire)
        self.group_count = len(groups)
        for _ in groups:
            rows = -1
            for number, kind in reader.fields():
                if number == 1:
                    chunks = reader.structs(kind)
                    self.uneven_groups += len(chunks) != self.schema.leaf_count
                    for column in chunks:
                        self._chunk(reader, column)
                elif number == 3:
                    rows = reader.integer(kind)
                else:
                    reader.skip(kind)
            if rows < 0:
                raise Malformed("a row group without a row count")
            self.group_rows += rows

    def _chunk(self, reader: CompactReader, column: int) -> None:
        self.chunk_count += 1
        elsewhere = placed = False
        for number, wire in reader.fields():
            if number == 3:
                outside = self._chunk_metadata(reader, wire, column)
                self.outside += outside and not elsewhere
                placed = True
            elif number == 1:
                path = _text(reader.binary(wire, TEXT_LENGTH))
                elsewhere = True
                if len(self.paths) < LIST_LENGTH:
                    self.paths[path] = None
            elif number == 8:
                reader.skip(wire)
                self.encrypted.add(column)
            else:
                reader.skip(wire)
        self.unplaced += not placed

    def _chunk_metadata(self, reader: CompactReader, wire: int, column: int) -> bool:
        """Add up ColumnMetaData; whether its pages leave the part of the file for data."""
        if wire != STRUCT:
            raise Malformed("a column chunk's metadata is not a struct")
        values = reader.numbers(12)
        codec, uncompressed, size = values[4], values[6], values[7]
        first, dictionary = values[9], values[11]
        if size < 0 or uncompressed < 0:
            raise Malformed("a column chunk of negative size")
        self.codecs.add(_CODECS[codec] if 0 <= codec < len(_CODECS) else "unknown codec")
        self.compressed_bytes += size
        self.uncompressed_bytes += uncompressed
        pages = [at for at in (first, dictionary) if at > 0]  # a chunk without rows may lack either
        start = min(pages, default=0)
        if column < LEAVES:
            self.held[column] += uncompressed
            self.values[column] += values[5]
            if self.chunk_count <= self.schema.leaf_count:
                name = _CODECS[codec] if 0 <= codec < len(_CODECS) else ""
                self.first[column] = Chunk(name, values[5], start, size)
        return size > 0 and not 4 <= start <= self.data_end - size


def read_cipher(reader: CompactReader, wire: int) -> str:
    """The name of the EncryptionAlgorithm union's one set field."""
    if wire != STRUCT:
        raise Malformed("the encryption algorithm is not a struct")
    name = "unknown cipher"
    for number, kind in reader.fields():
        name = _CIPHERS.get(number, name)
        reader.skip(kind)
    return name


def read_crypto(reader: CompactReader) -> tuple[str, str]:
    """(cipher, key metadata) of a FileCryptoMetaData, which is not encrypted itself."""
    cipher = key = ""
    for number, wire in reader.fields():
        if number == 1:
            cipher = read_cipher(reader, wire)
        elif number == 2:
            key = _text(reader.binary(wire, TEXT_LENGTH))
        else:
            reader.skip(wire)
    if not cipher:
        raise Malformed("the footer does not say how it is encrypted")
    return cipher, key


def _text(data: bytes) -> str:
    """Bytes as text; a character that the cut went through is shown by its bytes."""
    return data.decode("utf-8", "backslashreplace")
