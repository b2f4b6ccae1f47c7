"""The length of the plain text follows from the file's, as age's and rclone's chunks have it."""

import pytest

from mediascan.formats.encryption.age import FORMAT
from mediascan.model.finding import Confidence, FaultKind
from mediascan.reading.encryption.chunks import plain_size
from mediascan.reading.window import Window
from tests.conftest import FORMAT_FIXTURES


@pytest.mark.parametrize(
    ("locked", "plain"),
    [(16, 0), (17, 1), (65_552, 65_536), (65_552 + 17, 65_537), (15, -1), (65_552 + 3, -1)],
)
def test_chunks_of_64_kib_and_16_bytes(locked, plain):
    assert plain_size(locked) == plain


@pytest.mark.parametrize("name", ["tiny.age", "armored.age", "passphrase.age", "ssh.age"])
def test_all_forms_hold_the_same_252_bytes(name):
    data = (FORMAT_FIXTURES / "age" / name).read_bytes()
    found = FORMAT.examine(Window.over(data))
    assert found.facts["uncompressed_bytes"] == 252
    assert found.confidence is Confidence.CONSISTENT


def test_a_header_cut_short_is_still_one():
    data = (FORMAT_FIXTURES / "age" / "tiny.age").read_bytes()
    found = FORMAT.examine(Window.over(data[:100]))
    assert [one.kind for one in found.faults] == [FaultKind.TRUNCATED]
