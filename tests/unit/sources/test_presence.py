"""Whether a source is there, with a sysfs of our own."""

import os
import shutil

import pytest

from mediascan.sources.directory import DirectoryTree
from mediascan.sources.presence import Presence


@pytest.fixture
def sysfs(tmp_path):
    """The exhibit lies on device-mapper, which lies on the partition sdb1 of the disk sdb."""
    root = tmp_path / "exhibit"
    root.mkdir()
    device = root.stat().st_dev
    disk = tmp_path / "sys/devices/usb1/block/sdb"
    (disk / "device").mkdir(parents=True)
    (disk / "device" / "state").write_text("running\n")
    (disk / "sdb1").mkdir()
    mapped = tmp_path / "sys/devices/virtual/block/dm-0"
    (mapped / "slaves").mkdir(parents=True)
    (mapped / "slaves" / "sdb1").symlink_to(disk / "sdb1")
    devices = tmp_path / "sys/dev/block"
    devices.mkdir(parents=True)
    (devices / f"{os.major(device)}:{os.minor(device)}").symlink_to(mapped)
    return root, disk, mapped, devices


@pytest.fixture
def gone(sysfs):
    root, _, _, devices = sysfs
    descriptor = os.open(root, os.O_RDONLY)
    presence = Presence(str(root), root.stat().st_dev, devices)
    yield lambda: presence.gone(descriptor)
    os.close(descriptor)


def test_a_drive_in_its_place_is_there(gone):
    assert gone() == ""


def test_a_disk_that_was_pulled_is_gone_though_its_files_are_cached(sysfs, gone):
    _, disk, _, _ = sysfs
    shutil.rmtree(disk)
    assert "not connected" in gone()


def test_a_mapping_without_its_device_is_gone(sysfs, gone):
    _, _, mapped, _ = sysfs
    shutil.rmtree(mapped)
    assert "not connected" in gone()


def test_a_mirror_that_lost_one_of_its_disks_is_there(sysfs, gone, tmp_path):
    _, disk, mapped, _ = sysfs
    other = tmp_path / "sys/devices/usb2/block/sdc"
    other.mkdir(parents=True)
    (mapped / "slaves" / "sdc").symlink_to(other)
    shutil.rmtree(disk)
    assert gone() == ""
    other.rmdir()
    assert "not connected" in gone()


@pytest.mark.parametrize("state", ["offline", "transport-offline"])
def test_a_disk_that_the_kernel_gave_up_is_gone(sysfs, gone, state):
    _, disk, _, _ = sysfs
    (disk / "device" / "state").write_text(f"{state}\n")
    assert "not connected" in gone()


def test_another_file_system_at_the_same_place_is_not_the_source(sysfs):
    root, _, _, devices = sysfs
    presence = Presence(str(root), root.stat().st_dev + 1, devices)
    descriptor = os.open(root, os.O_RDONLY)
    assert "another file system" in presence.gone(descriptor)
    os.close(descriptor)


def test_a_folder_that_was_removed_is_gone(tmp_path):
    root = tmp_path / "exhibit"
    root.mkdir()
    tree = DirectoryTree(str(root))
    assert tree.gone() == ""
    root.rmdir()
    assert "not there any more" in tree.gone()
    tree.close()
