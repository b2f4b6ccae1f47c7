"""One word for the first bytes of what was compressed."""

import io
import pickle
import tarfile

import pytest

from mediascan.reading.compression.inner_format import inner_format


def tar():
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a"))
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (bytes(100), "zeros"),
        (b'{"text": "a"}\n{"te', "json"),
        (b"\xef\xbb\xbf [1, 2", "json"),
        (b"A note.\n", "text"),
        ("Ein Hügel".encode()[:6], "text"),  # cut inside a character
        (b"caf\xe9 in Latin-1, for once", "unknown"),
        (b"\x00\x01\x02\x03", "unknown"),
        (b"GGUF\x03\0\0\0", "gguf"),
        (b'\x40\0\0\0\0\0\0\0{"a":{"dtype"', "safetensors"),
        (b'1234567 {"a": 1}', "json or text"),
        (pickle.dumps({"a": 1}, 4), "pickle"),
        (tar(), "tar"),
        (b"PK\x03\x04", "zip"),
        (b"WARC/1.0\r\n", "warc"),
        (b"filedesc://a.arc 0.0.0.0 ", "arc"),
    ],
)
def test_it_is_named(data, word):
    assert inner_format(data) in word.split(" or ")
