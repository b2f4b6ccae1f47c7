"""Where a passphrase comes from."""

import os

import pytest

from mediascan.cli.passphrase import passphrase
from mediascan.model.errors import UsageError


def test_the_first_line_of_a_file_is_the_passphrase(tmp_path):
    (tmp_path / "secret").write_bytes(b"one word\r\nsecond line\n")
    assert passphrase(tmp_path / "secret", None)() == b"one word"


def test_a_descriptor_gives_it_too():
    reading, writing = os.pipe()
    os.write(writing, b"word\n")
    os.close(writing)
    assert passphrase(None, reading)() == b"word"
    os.close(reading)


@pytest.mark.parametrize("given", [("missing", None), (None, 987)])
def test_what_cannot_be_read_is_said(tmp_path, given):
    name, descriptor = given
    with pytest.raises(UsageError, match="cannot be read"):
        passphrase(tmp_path / name if name else None, descriptor)()


def test_two_answers_are_refused(tmp_path):
    with pytest.raises(UsageError, match="not by both"):
        passphrase(tmp_path / "secret", 3)
