"""Locks of drives, by what IDENTIFY DEVICE answered to the kernel (ACS-4 section 7.13.6)."""

import pytest

from mediascan.sources.media.locks import locks

PORT = "pci0000:00/0000:00:17.0/ata3"


def drive(root, *, count=1, **words):
    """A disk on an ATA port whose `count` drives answered with `words`, by their number."""
    said = [0] * 256
    for name, value in words.items():
        said[int(name.removeprefix("w"))] = value
    lines = "\n".join(
        " ".join(f"{one:04x}" for one in said[at : at + 8]) for at in range(0, 256, 8)
    )
    for number in range(count):
        folder = root / PORT / f"link3/dev3.{number}/ata_device/dev3.{number}"
        folder.mkdir(parents=True)
        (folder / "id").write_text(lines + "\n")
    disk = root / PORT / "host2/target2:0:0/2:0:0:0/block/sda"
    disk.mkdir(parents=True)
    return disk


@pytest.mark.parametrize(
    ("word", "told"),
    [
        (0x0000, "not supported"),
        (0x0021, "not set"),
        (0x0023, "set, and not locked now"),
        (0x0027, "locked: its content cannot be read without the password"),
        (0x0037, "too many wrong passwords"),
    ],
)
def test_an_ata_password_is_told_by_its_bits(tmp_path, word, told):
    assert told in locks(drive(tmp_path, w128=word))["ataPassword"]


def test_a_drive_without_trusted_computing_cannot_be_locked_by_opal(tmp_path):
    facts = locks(drive(tmp_path, w48=0x4000))
    assert facts["trustedComputing"] is False
    assert facts["opalLocked"] is False


def test_a_drive_with_it_may_be_and_nobody_says(tmp_path):
    facts = locks(drive(tmp_path, w48=0x4001, w69=0x0010))
    assert facts["trustedComputing"] is True
    assert facts["encryptsByItself"] is True
    assert facts["opalLocked"].startswith("not available (")


def test_a_word_that_is_not_valid_says_nothing(tmp_path):
    facts = locks(drive(tmp_path, w48=0xFFFF))
    assert str(facts["trustedComputing"]).startswith("not available (")
    assert str(facts["opalLocked"]).startswith("not available (")


@pytest.mark.parametrize("damage", [b"", b"zzzz", b"0000 " * 255, b"\xff" * 4096])
def test_an_answer_that_is_none_is_told_as_such(tmp_path, damage):
    disk = drive(tmp_path)
    next((tmp_path / PORT).glob("link*/*/*/*/id")).write_bytes(damage)
    told = locks(disk)
    assert all(str(one).startswith("not available (") for one in told.values())


def test_of_two_drives_on_one_cable_nothing_is_told(tmp_path):
    told = locks(drive(tmp_path, count=2, w128=0x27))
    assert told["ataPassword"].startswith("not available (")


def test_other_buses_say_why_not(tmp_path):
    disk = tmp_path / "pci0000:00/nvme/nvme0/nvme0n1"
    disk.mkdir(parents=True)
    assert all(str(one).startswith("not available (") for one in locks(disk).values())
