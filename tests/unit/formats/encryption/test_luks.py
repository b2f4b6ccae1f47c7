"""LUKS headers say what `cryptsetup luksDump` (2.6.1) printed for the very same volumes."""

import pytest

from mediascan.formats.encryption import luks
from mediascan.model.errors import InputFault
from mediascan.model.finding import Confidence
from mediascan.model.limits import Limits
from mediascan.reading.window import Window
from tests.conftest import FORMAT_FIXTURES

LUKS = FORMAT_FIXTURES / "luks"


def longer(name, size):
    """The fixture, as the start of a volume of `size` bytes of which the rest are zeros."""
    data = (LUKS / name).read_bytes()

    def read_at(at, length):
        length = max(0, min(length, size - at))
        return data[at : at + length].ljust(length, b"\0")

    return Window.onto(read_at, size, Limits())


def test_version_2_says_what_luksdump_said():
    found = luks.examine(longer("header_only.luks", 20 << 20))
    facts = found.facts
    assert found.confidence is Confidence.CONSISTENT
    assert not found.faults
    assert facts["version"] == "2"
    assert facts["uuid"] == "11111111-2222-4333-8444-666666666666"
    assert facts["label"] == "archive"
    assert facts["cipher"] == "aes-xts-plain64"
    assert facts["key_slots"] == 2
    assert facts["metadata"]["epoch"] == "4"
    assert facts["metadata"]["sector size"] == "4096"
    assert facts["metadata"]["encrypted data begins at"] == "1048576"


def test_version_1_says_what_luksdump_said():
    facts = luks.examine(longer("version_1.luks", 20 << 20)).facts
    assert facts["version"] == "1"
    assert facts["uuid"] == "11111111-2222-4333-8444-555555555555"
    assert facts["cipher"] == "aes-xts-plain64, 512-bit key"
    assert facts["key_slots"] == 1
    assert facts["metadata"]["encrypted data begins at"] == str(4096 * 512)


def test_a_header_backup_is_said_to_be_one():
    found = luks.examine(longer("header_only.luks", 1 << 20))
    assert "header backup" in found.facts["metadata"]["encrypted data begins at"]
    assert not found.faults


def test_one_changed_byte_breaks_the_checksum():
    data = bytearray((LUKS / "tiny.luks").read_bytes())
    data[30] ^= 1
    found = luks.examine(Window.over(bytes(data)))
    assert found.confidence is Confidence.PARSED
    assert "wrong" in found.faults[0].message


@pytest.mark.parametrize("at", [0x4000, 0x8000])
def test_a_second_header_elsewhere_is_malformed(at):
    second = (LUKS / "header_only.luks").read_bytes()[0x4000:]
    data = bytes(at + 512) + second
    data = (
        data[:at] + second[:512].replace((0x4000).to_bytes(8, "big"), bytes(8)) + data[at + 512 :]
    )
    with pytest.raises(InputFault):
        luks.examine(Window.over(data))


@pytest.mark.parametrize("version", [0, 3, 65_535])
def test_unknown_versions_are_malformed(version):
    data = b"LUKS\xba\xbe" + version.to_bytes(2, "big") + bytes(5000)
    with pytest.raises(InputFault):
        luks.examine(Window.over(data))
