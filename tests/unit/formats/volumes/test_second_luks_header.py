"""The second header of LUKS2, at each place that the specification has for it."""

import hashlib

import pytest

from mediascan.reading.volumes.luks import SECOND, SECOND_AT
from tests.conftest import FORMAT_FIXTURES
from tests.unit.formats.volumes.devices import MIB, device, only

FIRST = (FORMAT_FIXTURES / "luks" / "tiny.luks").read_bytes()[:16384]


def second(size, said=None):
    """The header of `size` bytes that stands, and says so unless `said`, at `size`."""
    head = bytearray(FIRST[:4096])
    head[:6] = SECOND
    head[8:16] = size.to_bytes(8, "big")
    head[256:264] = (said or size).to_bytes(8, "big")
    head[448:512] = bytes(64)
    area = FIRST[4096:].ljust(size - 4096, b"\0")
    head[448:480] = hashlib.sha256(bytes(head) + area).digest()
    return bytes(head) + area


@pytest.mark.parametrize("at", SECOND_AT)
def test_it_is_read_where_the_first_is_wiped(at):
    finding = only(device((at, second(at)), size=24 * MIB))
    assert finding.format_id == "luks"
    assert f"read from the second header at {at}" in finding.faults[0].message
    assert "verified" in finding.facts["metadata"]["header checksum"]


def test_one_that_says_where_it_stands_comes_before_a_stale_one():
    stale, right = second(0x4000, said=0x8000), second(0x20000)
    finding = only(device((0x4000, stale), (0x20000, right), size=24 * MIB))
    assert "at 131072" in finding.faults[0].message
