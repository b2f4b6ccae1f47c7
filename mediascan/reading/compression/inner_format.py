"""What the first decompressed bytes look like, in one word, by a small table of signatures.

A hint for people, not a finding: what stands inside a compressed stream cannot be walked, so no
parser is asked. Offsets and magics are those of the formats' own documents.
"""

_TAR = b"ustar"
_MAGICS: tuple[tuple[int, bytes, str], ...] = (
    (257, _TAR, "tar"),
    (0, b"GGUF", "gguf"),
    (8, b'{"', "safetensors"),
    (0, b"PK\x03\x04", "zip"),
    (0, b"\x89HDF\r\n\x1a\n", "hdf5"),
    (0, b"PAR1", "parquet"),
    (0, b"ARROW1", "arrow"),
    (0, b"\x93NUMPY", "npy"),
    (0, b"WARC/", "warc"),
    (0, b"filedesc://", "arc"),
    (0, b"SQLite format 3\0", "sqlite"),
    (0, b"\x1f\x8b\x08", "gzip"),
    (0, b"\x28\xb5\x2f\xfd", "zstd"),
    (0, b"\xfd7zXZ\0", "xz"),
    (0, b"7z\xbc\xaf\x27\x1c", "7z"),
    (0, b"070701", "cpio"),
    (0, b"LUKS\xba\xbe", "luks"),
    (0, b"\x7fELF", "elf"),
    (0, b"%PDF-", "pdf"),
    (0, b"\x89PNG\r\n\x1a\n", "png"),
    (0, b"\xff\xd8\xff", "jpeg"),
    (0, b"-- MySQL dump", "sql"),
    (0, b"-- PostgreSQL database dump", "sql"),
    (0, b"<?xml", "xml"),
)
_FIRST = tuple(magic for at, magic, _ in _MAGICS if at == 0)  # one call for all: most have none
_SNIFFED = 4096  # bytes that must be text for "text"
_CONTROL = bytes(range(9)) + bytes(range(14, 27)) + bytes(range(28, 32))  # no text has these
_PICKLES = tuple(b"\x80" + bytes([protocol]) for protocol in range(2, 6))


def inner_format(data: bytes) -> str:
    """One word for what `data` starts with: "empty", a format, "json", "text" or "unknown"."""
    if not data:
        return "empty"
    if data.startswith(_FIRST) or data.startswith(_TAR, 257) or data.startswith(b'{"', 8):
        for at, magic, name in _MAGICS:
            if data.startswith(magic, at) and (name != "safetensors" or _header_length(data)):
                return name
    if data.startswith(_PICKLES) and data[2:3] in b"\x95c}](X\x8c":
        return "pickle"
    start = data[:_SNIFFED]
    if start.count(0) == len(start):
        return "zeros"
    if not is_text(start):
        return "unknown"
    return "json" if start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[") else "text"


def is_text(data: bytes) -> bool:
    """Whether `data` is UTF-8 (its last character may be cut) without control characters."""
    if len(data.translate(None, _CONTROL)) != len(data):
        return False
    for cut in range(4):  # a character is four bytes at most
        try:
            data[: len(data) - cut].decode("utf-8")
        except UnicodeDecodeError:
            continue
        return True
    return False


def _header_length(data: bytes) -> bool:
    """Whether the first eight bytes are a length that a safetensors header can have."""
    return 2 <= int.from_bytes(data[:8], "little") <= 100_000_000
