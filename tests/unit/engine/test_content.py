"""Content classes: one example a class, damage, text, and how long it takes."""

import base64
import os
import py_compile
import struct
import timeit
import zlib
from pathlib import Path

import pytest

from mediascan.engine.content import CLASSES, class_of_text, content_class, is_text
from mediascan.engine.content_magics import FIRST, INSIDE, TEXTLIKE

PAGE = 4096


def at(offset, data, size=36_864):
    """`data` at `offset` of a head that looks like nothing else."""
    head = bytearray(b"\xfa\x81\x82\x83" * (size // 4))
    head[offset : offset + len(data)] = data
    return bytes(head)


def classed(head, size=None):
    return CLASSES[content_class(head, len(head) if size is None else size)]


EXAMPLES = [
    ("empty", b""),
    ("constant", bytes(1000)),
    ("constant", b"\xff" * 3),
    ("constant", b"U" * PAGE),
    ("text", b"hello\n"),
    ("text", b"x"),
    ("text", "grün, 漢字".encode()),
    ("text", "漢字".encode("utf-16")),
    ("text", "漢字".encode("utf-32")),
    ("text", b"BMW is a maker of cars"),
    ("text", b"MZ is a country code"),
    ("text", b"PARENT_DIRECTORY\n-----"),
    ("text", b"ORC and GGUF are words"),
    ("text", b"GGUF"),
    ("text", b"FORMAT: RIFF"),
    ("text", b"xylophone\n"),
    ("text", b"#!/bin/sh\nexit\n"),
    ("text", b"<svg/>"),
    ("image", b"\x89PNG\r\n\x1a\n" + bytes(9)),
    ("image", b"\xff\xd8\xff\xe0" + bytes(9)),
    ("image", b"RIFF\x10\0\0\0WEBPVP8 "),
    ("image", b"BM" + struct.pack("<IIII", 70, 0, 54, 40) + bytes(40)),
    ("image", b"\0\0\0\x18ftypheic" + bytes(20)),
    ("image", b"\0\0\0\x1cftypavif" + bytes(20)),
    ("image", b"\0\0\1\0\1\0\x10\x10\0\0" + bytes(20)),
    ("image", b"P6\n2 2\n255\n" + bytes(12)),
    ("audio", b"RIFF\x24\0\0\0WAVEfmt "),
    ("audio", b"OggS\0\2" + bytes(22) + b"\1vorbis"),
    ("audio", b"\xff\xfb\x90\x00" + bytes(413) + b"\xff\xfb\x90\x00" + bytes(413)),
    ("audio", b"\xff\xf1\x50\x80\x02\x00\xfc" + bytes(9) + b"\xff\xf1\x50\x80"),
    ("audio", b"MThd\0\0\0\6\0\1"),
    ("audio", b"\0\0\0\x20ftypM4A " + bytes(20)),
    ("video", b"\0\0\0\x20ftypisom" + bytes(20)),
    ("video", b"\0\0\0\x14ftypqt  " + bytes(20)),
    ("video", b"\0\0\0\x08wide\0\0\0\x08mdat"),
    ("video", b"\x1aE\xdf\xa3\x9f"),
    ("video", b"OggS\0\2" + bytes(22) + b"\x80theora"),
    ("video", (b"G\x40\0\x10" + bytes(184)) * 3),
    ("document", b"%PDF-1.7\n"),
    ("document", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(9)),
    ("executable", b"\x7fELF\2\1\1" + bytes(9)),
    ("executable", b"MZ" + bytes(58) + struct.pack("<I", 64) + b"PE\0\0"),
    ("executable", b"\xca\xfe\xba\xbe\0\0\0\2" + bytes(9)),
    ("executable", b"#!/bin/sh\nexit\n" + os.urandom(3) + bytes(99)),
    ("bytecode", b"\xca\xfe\xba\xbe\0\0\0\x34" + bytes(9)),
    ("bytecode", b"\0asm\1\0\0\0"),
    ("archive", b"PK\3\4" + bytes(9)),
    ("archive", at(257, b"ustar\0")),
    ("archive", b"!<arch>\ndebian-binary"),
    ("executable", b"!<arch>\n/      "),
    ("compressed", b"\x1f\x8b\x08" + bytes(9)),
    ("compressed", zlib.compress(b"hello" * 9)),
    ("database", b"SQLite format 3\0"),
    ("database", at(12, b"\x62\x31\x05\0")),
    ("database", b"\0\1\0\0Standard Jet DB\0"),
    ("font", b"\0\1\0\0\0\x0f\0\x80\0\3\0\x70GDEF"),
    ("font", b"\x80\1\0\0\0\0%!PS-AdobeFont"),
    ("disk-image", at(32_769, b"CD001")),
    ("disk-image", bytes(446) + b"\x80\0\0\0\x83" + bytes(59) + b"\x55\xaa"),
    ("file-system", at(1048, b"\2\0\0\0" + bytes(28) + b"\x53\xef\1\0\1\0" + bytes(24))),
    ("file-system", b"\xeb\x52\x90NTFS    "),
    ("key", b"-----BEGIN CERTIFICATE-----\n"),
    ("key", b"\x30\x82\0\x05\x30\x82\0\1\0"),
    ("key", b"\x99\1\x0d\4\x60\0\0\0\1"),
    ("encrypted", b"-----BEGIN PGP MESSAGE-----\n"),
    ("encrypted", b"\x85\1\x0c\3" + bytes(8) + b"\1"),
    ("encrypted", b"LUKS\xba\xbe\0\2"),
    ("encrypted", b"\xeb\x58\x90-FVE-FS-"),
    ("model", b"GGUF\3\0\0\0"),
    ("model", struct.pack("<Q", 9) + b'{"a":"b"}'),
    ("dataset", b"PAR1\x15\0"),
    ("arrays", b"\x89HDF\r\n\x1a\n"),
    ("arrays", b"\x93NUMPY\1\0"),
    ("objects", b"\x80\4\x95\1\0\0\0\0\0\0\0"),
    ("objects", b"\x80\2}q\0."),
    ("log", b"LPKSHHRH"),
    ("system", b"\x1a\1\x06\0\0\0\0\0\0\0\0\0xterm\0"),
    ("system", b"\xde\x12\x04\x95" + bytes(9)),
    ("unknown", bytes.fromhex("f48182839fe3")),
    ("unknown", b"caf\xe9 au lait"),
]


@pytest.mark.parametrize(("expected", "head"), EXAMPLES)
def test_each_class_is_seen(expected, head):
    assert classed(head) == expected


def test_every_class_of_a_start_has_an_example():
    assert {name for name, _ in EXAMPLES} == set(CLASSES) - {"constant-start", "encoded"}


def test_every_magic_names_a_class():
    named = {*FIRST, *TEXTLIKE, *(name for _, _, name in INSIDE)}
    assert named <= set(CLASSES)


def test_nothing_is_said_of_bytes_that_were_not_seen():
    assert classed(bytes(PAGE), PAGE + 1) == "constant-start"
    assert classed(b"U" * PAGE, PAGE + 1) == "constant-start"
    assert classed(b"", 5) == "unknown"


def test_a_compiled_file_of_this_python_is_bytecode(tmp_path):
    (tmp_path / "x.py").write_text("x = 1\n")
    compiled = py_compile.compile(str(tmp_path / "x.py"), str(tmp_path / "x.pyc"))
    assert classed(Path(compiled).read_bytes()) == "bytecode"


@pytest.mark.parametrize("text", ["é" * 5000, "漢" * 5000, "😀" * 5000])
@pytest.mark.parametrize("cut", range(4090, 4100))
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_a_character_cut_in_two_is_still_text(text, cut, encoding):
    assert is_text(text.encode(encoding)[:cut])


@pytest.mark.parametrize(
    "text", [b"a\0b", b"a\1b", b"a\xffb", b"\xff\xfe", b"\xff\xfea\0\0\0", b"\x7f"]
)
def test_what_is_no_text(text):
    assert not is_text(text)


def test_no_head_of_any_length_breaks_it():
    for _, head in EXAMPLES:
        for length in range(min(len(head), 300)):
            content_class(head[:length], length)
            content_class(head[:length], 1 << 63)
    for length in range(600):
        content_class(os.urandom(length), length)
    for byte in range(256):
        for length in (1, 2, 3, 4, 5, 8, 16):
            content_class(bytes([byte]) * length, length)


def test_random_bytes_are_unknown():
    """What has no magic must not get one by chance: under one in a thousand."""
    heads = [os.urandom(PAGE) for _ in range(5000)]
    known = sum(classed(head, 1 << 30) != "unknown" for head in heads)
    assert known <= 8


def test_a_file_takes_microseconds():
    """Generous, since machines are shared: 2 microseconds are the aim, 20 would be a mistake."""
    for name in ("image", "video", "executable", "archive", "text", "model"):
        head = next(one for known, one in EXAMPLES if known == name)
        head = head * (PAGE // len(head)) if name == "text" else head.ljust(PAGE, b"\1")
        calls = 2000
        best = min(timeit.repeat(lambda h=head: content_class(h, PAGE), number=calls, repeat=3))
        assert best / calls < 20e-6, name


LARGE = 1 << 17
RANDOM = os.urandom(LARGE)


@pytest.mark.parametrize(
    "text",
    [
        base64.b64encode(RANDOM),
        base64.encodebytes(RANDOM),
        base64.urlsafe_b64encode(RANDOM),
        RANDOM.hex().encode(),
        b"Dear John,\n" + base64.encodebytes(RANDOM),
    ],
)
def test_a_large_text_that_spells_out_bytes_is_seen(text):
    assert class_of_text(text[:LARGE], len(text), nul=False) == "encoded"
    assert class_of_text(text[:600], 600, nul=False) == "text"


@pytest.mark.parametrize(
    "text",
    [
        b"The quick brown fox jumps over the lazy dog.\n" * 3000,
        b"\n".join(b"word%d" % number for number in range(20_000)),
        b"ACGTACGTTGCA" * 10_000,
        b"1,2,3,4\n" * 20_000,
        b'{"key":"value"}' * 9000,
    ],
)
def test_plain_text_is_not_taken_for_it(text):
    assert class_of_text(text, len(text), nul=False) == "text"


def test_a_text_with_a_zero_byte_is_no_text_but_in_wide_letters():
    assert class_of_text(b"hello", 5, nul=True) == "unknown"
    assert class_of_text("hello".encode("utf-16"), 12, nul=True) == "text"
