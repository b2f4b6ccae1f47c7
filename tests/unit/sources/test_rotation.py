"""Whether a disk turns, looked up in a made /sys."""

import os

import pytest

from mediascan.sources.rotation import block_device, rotational


class Sys:
    """A tree of files as the kernel lays it out."""

    def __init__(self, root):
        self.root = root
        self.numbers = root / "dev" / "block"
        self.numbers.mkdir(parents=True)

    def disk(self, name, number, turns=None, below=(), bus="pci0000:00/ata1"):
        folder = self.root / "devices" / bus / "block" / name
        (folder / "queue").mkdir(parents=True)
        if turns is not None:
            (folder / "queue" / "rotational").write_text(f"{turns}\n")
        (folder / "slaves").mkdir()
        for one in below:
            (folder / "slaves" / one.name).symlink_to(one)
        (self.numbers / number).symlink_to(folder)
        return folder

    def partition(self, disk, name, number):
        (disk / name).mkdir()
        (disk / name / "partition").write_text("1\n")
        (self.numbers / number).symlink_to(disk / name)
        return disk / name

    def turns(self, number):
        major, minor = map(int, number.split(":"))
        return rotational(os.makedev(major, minor), sysfs=self.root)


@pytest.fixture
def sysfs(tmp_path):
    return Sys(tmp_path / "sys")


@pytest.mark.parametrize(("text", "wanted"), [(1, True), (0, False), ("", None), ("2", None)])
def test_a_disk_says_it_itself(sysfs, text, wanted):
    sysfs.disk("sda", "8:0", text)
    assert sysfs.turns("8:0") is wanted


def test_a_partition_is_as_its_disk(sysfs):
    disk = sysfs.disk("sda", "8:0", 1)
    sysfs.partition(disk, "sda1", "8:1")
    assert sysfs.turns("8:1") is True


def test_what_is_not_there_is_not_known(sysfs):
    assert sysfs.turns("0:52") is None
    sysfs.disk("sdb", "8:16")
    assert sysfs.turns("8:16") is None


def test_a_mapped_device_is_as_what_it_is_made_of_whatever_it_says(sysfs):
    turning = sysfs.disk("sda", "8:0", 1)
    flash = sysfs.disk("nvme0n1", "259:0", 0)
    part = sysfs.partition(turning, "sda1", "8:1")
    sysfs.disk("dm-0", "253:0", 0, below=[part], bus="virtual/a")
    sysfs.disk("dm-1", "253:1", 1, below=[flash], bus="virtual/b")
    assert sysfs.turns("253:0") is True
    assert sysfs.turns("253:1") is False


def test_one_turning_disk_of_several_decides(sysfs):
    turning, flash = sysfs.disk("sda", "8:0", 1), sysfs.disk("nvme0n1", "259:0", 0)
    mute = sysfs.disk("sdx", "65:0")
    sysfs.disk("md0", "9:0", 0, below=[flash, turning], bus="virtual/a")
    sysfs.disk("md1", "9:1", 0, below=[flash, mute], bus="virtual/b")
    crypt = sysfs.disk("dm-0", "253:0", 0, below=[sysfs.root / "dev/block/9:0"], bus="virtual/c")
    sysfs.disk("dm-1", "253:1", 0, below=[crypt], bus="virtual/d")
    assert sysfs.turns("9:0") is True
    assert sysfs.turns("9:1") is None
    assert sysfs.turns("253:1") is True


def test_devices_in_a_ring_end_as_not_known(sysfs):
    first = sysfs.disk("dm-0", "253:0", 1, bus="virtual/a")
    second = sysfs.disk("dm-1", "253:1", 1, below=[first], bus="virtual/b")
    (first / "slaves" / "dm-1").symlink_to(second)
    assert sysfs.turns("253:0") is None


def test_a_virtual_disk_that_says_turning_was_told_nothing(sysfs):
    sysfs.disk("vda", "254:0", 1, bus="pci0000:00/0000:00:02.0/virtio1")
    sysfs.disk("vdb", "254:16", 0, bus="pci0000:00/0000:00:03.0/virtio2")
    assert sysfs.turns("254:0") is None
    assert sysfs.turns("254:16") is False


@pytest.mark.parametrize("turns", [0, 1])
def test_a_loop_device_is_as_the_disk_with_its_file(sysfs, tmp_path, turns):
    image = tmp_path / "image"
    image.write_bytes(b"")
    device = image.stat().st_dev
    sysfs.disk("sda", f"{os.major(device)}:{os.minor(device)}", turns)
    loop = sysfs.disk("loop0", "7:999", 1 - turns, bus="virtual/loop")
    (loop / "loop").mkdir()
    (loop / "loop" / "backing_file").write_text(f"{image}\n")
    assert sysfs.turns("7:999") is bool(turns)
    (loop / "loop" / "backing_file").write_text(f"{image} (deleted)\n")
    assert sysfs.turns("7:999") is None


def test_only_a_block_device_has_a_number(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    for path in (str(tmp_path / "file"), str(tmp_path / "nothing"), "tmpfs", "/dev/null", "/a\0b"):
        assert block_device(path) == 0
