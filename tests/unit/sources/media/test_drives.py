"""What is attached, and why it must not be read yet: from a made sysfs, and a real one."""

import os
import shutil
import subprocess
from dataclasses import asdict

import orjson
import pytest

from mediascan.model.errors import UsageError
from mediascan.runs.drives import next_step
from mediascan.sources.media.custody import custody, hindrances, refuse_unsafe
from mediascan.sources.media.drives import drives
from mediascan.sources.media.identity import identity
from mediascan.sources.media.sysfs import System, disks
from tests.unit.sources.media.made_system import Made
from tests.unit.sources.media.test_block import ROOT, device

TB = 10**12


@pytest.fixture
def made(tmp_path):
    return Made(tmp_path)


def seagate(made, **more):
    attributes = {
        "device__vendor": "ATA     ",
        "device__model": "ST24000NM002H-3K",
        "device__rev": "SE03",
        "device__vpd_pg80": b"\0\x80\0\x08ZYD0ABCD",
        "device__wwid": "naa.5000c500e1234567",
        "queue__logical_block_size": 512,
        "queue__physical_block_size": 4096,
        "queue__zoned": "none",
        "removable": 0,
        "diskseq": 9,
        "ro": 1,
    }
    bus = "pci0000:00/0000:00:17.0/ata3/host2/target2:0:0/2:0:0:0"
    return made.disk(bus, "sdb", "8:16", 24 * TB, **{**attributes, **more})


def test_a_drive_is_told_with_what_the_kernel_knows_of_it(made):
    seagate(made)
    (one,) = drives(made.system)
    assert one.model == "ATA ST24000NM002H-3K"
    assert one.serial == "ZYD0ABCD"
    assert one.transport == "ATA"
    assert one.size == 24 * TB
    assert one.read_only
    assert one.hindrances == ()
    assert next_step(one) == f"mediascan inspect {made.root}/dev/sdb --out FOLDER"


def test_the_identity_says_why_a_value_is_missing(made):
    disk = seagate(made)
    made.partition(disk, 1, "8:17", TB)
    facts = identity(disk, disk)
    assert facts["firmware"] == "SE03"
    assert facts["wwn"] == "naa.5000c500e1234567"
    assert facts["physicalSectorBytes"] == 4096
    assert facts["diskBytes"] == str(24 * TB // 512 * 512)
    assert facts["kernelPartitions"][0]["firstByte"] == str(2048 * 512)
    assert facts["hiddenAreas"].startswith("not available (")
    bare = made.disk("virtual", "loop7", "7:7", 512)
    assert all(
        str(identity(bare, bare)[key]).startswith("not available (")
        for key in ("model", "serial", "zoned", "removable")
    )
    part = disk / "sdb1"
    assert identity(part, disk)["partition"] == 1


def test_an_nvme_drive_and_one_behind_a_usb_bridge_are_told_apart(made):
    bus = "pci0000:00/0000:01:00.0/nvme/nvme0"
    made.disk(
        bus,
        "nvme0n1",
        "259:0",
        4 * TB,
        device__model="Samsung SSD 990 PRO",
        device__serial="S7",
        ro=1,
    )
    usb = made.root / "sys/devices/pci0000:00/usb2/2-1"
    usb.mkdir(parents=True)
    for name, value in {"idVendor": "152d", "idProduct": "0578", "serial": "BRIDGE"}.items():
        (usb / name).write_text(value)
    disk = made.disk("pci0000:00/usb2/2-1/2-1:1.0/host4", "sdc", "8:32", TB, removable=1)
    two, one = drives(made.system)
    assert (one.transport, one.serial) == ("NVMe", "S7")
    assert (two.transport, two.serial, two.removable) == ("USB", "", True)
    assert identity(disk, disk)["usbBridge"] == {
        "idVendor": "152d",
        "idProduct": "0578",
        "serial": "BRIDGE",
    }


def test_whatever_could_write_is_a_hindrance(made):
    disk = seagate(made)
    part = made.partition(disk, 1, "8:17", TB, ro=0)
    made.mount("8:17", "/dev/sdb1", "/media/user\\040one")
    (part / "holders/md0").mkdir(parents=True)
    told = custody(disk, made.system)
    assert told == {
        "writable": ["sdb1"],
        "mountedAt": ["/media/user one"],
        "swap": [],
        "heldBy": ["md0"],
    }
    assert len(hindrances(told)) == 3
    assert "not an exhibit" in next_step(drives(made.system)[0])


def test_a_partition_is_judged_with_its_disk_and_not_with_its_sisters(made):
    disk = seagate(made, ro=0)
    one = made.partition(disk, 1, "8:17", TB, ro=1)
    made.partition(disk, 2, "8:18", TB, ro=1)
    made.mount("8:18", "/dev/sdb2", "/mnt")
    assert custody(one, made.system)["writable"] == ["sdb"]
    assert custody(one, made.system)["mountedAt"] == []


def test_what_is_free_and_still_busy_is_held_by_something():
    nothing = {"writable": [], "mountedAt": [], "swap": [], "heldBy": []}
    assert hindrances(nothing) == ()
    assert hindrances(nothing, "Device or resource busy") == (
        "something holds it (Device or resource busy)",
    )


def test_words_of_a_hostile_drive_stay_data(made):
    seagate(made, device__model=b"\x1b[31mred\xff\n\0\0", device__vpd_pg80=b"\0\x80\xff\xffshort")
    (one,) = drives(made.system)
    assert orjson.loads(orjson.dumps(asdict(one)))["model"].startswith("ATA")
    assert one.serial == "short"


def test_drives_are_sorted_as_people_count_and_empty_ones_are_left_out(made):
    for number, name in enumerate(("sdaa", "sdb", "nvme10n1", "nvme2n1")):
        made.disk("virtual", name, f"9:{number}", TB)
    made.disk("virtual", "sr0", "11:0", 0)
    made.disk("virtual", "zram0", "12:0", TB)
    names = [one.path.rpartition("/")[2] for one in drives(made.system)]
    assert sorted(names) == sorted(["sdaa", "sdb", "nvme10n1", "nvme2n1"])
    assert names.index("sdb") < names.index("sdaa")
    assert names.index("nvme2n1") < names.index("nvme10n1")


def test_a_system_without_sysfs_has_no_drives(tmp_path):
    assert drives(System(tmp_path / "sys", tmp_path / "proc", tmp_path / "dev")) == []


def test_the_machine_that_runs_this_is_listed_without_an_error():
    names = {one.path for one in drives()}
    assert names <= {f"/dev/{one.name}" for one in disks()}


@ROOT
def test_a_real_device_is_refused_while_it_can_be_written_or_is_held(tmp_path):
    (tmp_path / "disk").write_bytes(bytes(1 << 20))
    command = ["losetup", "--find", "--show", str(tmp_path / "disk")]
    writable = subprocess.run(command, capture_output=True, text=True, check=False)
    if writable.returncode:
        pytest.skip(f"no loop device here: {writable.stderr}")
    name = writable.stdout.strip()
    try:
        with pytest.raises(UsageError, match="lets programs write to loop"):
            refuse_unsafe(name)
        with device(name) as above, pytest.raises(UsageError, match=f"{above[5:]} lies on it"):
            refuse_unsafe(name)
    finally:
        subprocess.run(["losetup", "--detach", name], check=True)
    with device(tmp_path / "disk") as name:
        assert refuse_unsafe(name) is None
        held = os.open(name, os.O_RDONLY | os.O_EXCL)
        try:
            with pytest.raises(UsageError, match="something holds it"):
                refuse_unsafe(name)
        finally:
            os.close(held)


@ROOT
@pytest.mark.skipif(not shutil.which("mkfs.ext4"), reason="mkfs.ext4 is not installed (e2fsprogs)")
def test_a_mounted_device_is_refused(tmp_path):
    (tmp_path / "disk").write_bytes(bytes(1 << 20))
    subprocess.run(["mkfs.ext4", "-q", str(tmp_path / "disk")], check=True)
    (tmp_path / "point").mkdir()
    with device(tmp_path / "disk") as name:
        mounted = subprocess.run(
            ["mount", "-o", "ro,noload", name, str(tmp_path / "point")],
            check=False,
            capture_output=True,
        )
        if mounted.returncode:
            pytest.skip("nothing can be mounted here")
        try:
            with pytest.raises(UsageError, match="it is mounted at"):
                refuse_unsafe(name)
        finally:
            subprocess.run(["umount", str(tmp_path / "point")], check=True)
