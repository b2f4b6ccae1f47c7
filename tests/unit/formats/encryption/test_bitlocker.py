"""BitLocker fixtures say what `cryptsetup bitlkDump` (2.6.1) printed for them."""

import pytest

from mediascan.formats.encryption import bitlocker
from mediascan.model.errors import InputFault
from mediascan.reading.window import Window
from tests.conftest import FORMAT_FIXTURES

BITLOCKER = FORMAT_FIXTURES / "bitlocker"


@pytest.mark.parametrize(
    ("name", "cipher", "protectors"),
    [
        ("tiny.bin", "AES-XTS 128-bit", ["TPM", "recovery password"]),
        ("to_go.bin", "AES-CBC 128-bit", ["password", "recovery password"]),
        ("suspended.bin", "AES-XTS 256-bit", ["clear key, stored on the volume", "TPM"]),
    ],
)
def test_volumes_say_what_bitlkdump_said(name, cipher, protectors):
    facts = bitlocker.examine(Window.over((BITLOCKER / name).read_bytes())).facts
    assert facts["version"] == "2"
    assert facts["uuid"] == "0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f0"
    assert facts["label"] == "LAB-PC DATA 1/17/2024"
    assert facts["metadata"]["created"] == "2024-01-17T21:20:00Z"
    assert facts["metadata"]["encrypted bytes"] == "8192"
    assert facts["cipher"] == cipher
    assert [one.split(":")[0] for one in facts["protectors"]] == protectors


def test_an_entry_without_length_is_malformed_and_the_next_block_is_read():
    data = bytearray((BITLOCKER / "tiny.bin").read_bytes())
    data[1024 + 112 : 1024 + 114] = bytes(2)
    found = bitlocker.examine(Window.over(bytes(data)))
    assert "entry of 0 bytes" in found.faults[0].message
    assert found.facts["protectors"] == ["TPM", "recovery password"]


def test_the_signature_alone_is_malformed():
    with pytest.raises(InputFault):
        bitlocker.examine(Window.over(b"\xeb\x58\x90-FVE-FS-" + bytes(600)))


@pytest.mark.parametrize("data", [b"", bytes(600), b"\xeb\x58\x90MSWIN4.1" + bytes(600)])
def test_other_volumes_are_none(data):
    assert bitlocker.examine(Window.over(data)) is None
