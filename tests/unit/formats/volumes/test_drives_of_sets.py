"""Drives of controllers' sets, of pools and of layers: what blkid says, we say too."""

import errno
import os
import re
from functools import partial

import pytest

from fixtures.makers import array_files
from mediascan.engine.classify import Classifier
from mediascan.engine.states import states
from mediascan.formats.registry import all_formats
from mediascan.model.finding import Confidence
from tests.conftest import reader
from tests.unit.formats.volumes.devices import MIB, device, needs, only, said

OTHERS = {
    "adaptec_raid_member": ("adaptec_raid", -512, array_files.adaptec()),
    "hpt37x_raid_member": ("highpoint_raid", 0, array_files.highpoint_37x()),
    "hpt45x_raid_member": ("highpoint_raid", -11 * 512, array_files.highpoint_45x()),
    "jmicron_raid_member": ("jmicron_raid", -512, array_files.jmicron()),
    "lsi_mega_raid_member": ("lsi_raid", -512, array_files.lsi()),
    "nvidia_raid_member": ("nvidia_raid", -1024, array_files.nvidia()),
    "promise_fasttrack_raid_member": ("promise_raid", -63 * 512, array_files.promise()),
    "silicon_medley_raid_member": ("silicon_raid", -512, array_files.silicon()),
    "via_raid_member": ("via_raid", -512, array_files.via()),
    "VMFS_volume_member": ("vmfs", MIB, array_files.vmfs()),
    "VMFS": ("vmfs", 2 * MIB, array_files.vmfs_system()),
    "mpool": ("mpool", 0, array_files.mpool()),
    "ubi": ("ubi", 0, array_files.ubi()),
    "btrfs": ("btrfs_member", 65536, array_files.btrfs()),
    "LVM1_member": ("lvm1_pv", 0, array_files.lvm1()),
    "DM_integrity": ("dm_integrity", 0, array_files.integrity()),
    "DM_verity_hash": ("dm_verity", 0, array_files.verity()),
    "DM_snapshot_cow": ("dm_snapshot", 0, array_files.files()["formats/dm_snapshot/tiny.cow"]),
    "drbdproxy_datalog": ("drbd_proxy", 0, array_files.files()["formats/drbd_proxy/tiny.log"]),
    "drbdmanage_control_volume": ("drbd_manage", 0, array_files.manage()),
}


@needs("blkid")
@pytest.mark.parametrize("name", OTHERS)
def test_other_members_and_layers_of_which_blkid_knows_we_know(tmp_path, name):
    format_id, at, part = OTHERS[name]
    data = device((at, part))
    path = tmp_path / "device"
    path.write_bytes(data)
    text = said("blkid", "-p", "-o", "export", str(path))
    told = dict(re.findall(r"^(\w+)=(.*)$", text, re.MULTILINE))
    assert told["TYPE"] == name
    finding = only(data)
    assert finding.format_id == format_id
    assert not finding.faults
    assert finding.facts["next_step"]
    if "UUID" in told and name != "LVM1_member":
        assert told["UUID"] == finding.facts["uuid"]
    if "UUID_SUB" in told:
        assert told["UUID_SUB"] in finding.facts["metadata"].values()
    if "LABEL" in told:
        assert told["LABEL"] == finding.facts["label"]


@pytest.mark.parametrize("count", [2, 3, 8])
def test_each_device_of_a_btrfs_names_its_place_and_those_beside_it(count):
    found = [only(device((65536, array_files.btrfs(count, own + 1)))) for own in range(count)]
    links = [one.links[0] for one in found]
    assert len({one.key for one in links}) == 1
    assert [(one.index, one.count) for one in links] == [(own, count) for own in range(count)]
    assert all(len(one.facts["members"]) == count - 1 for one in found)


@needs("mkfs.btrfs")
def test_devices_that_mkfs_btrfs_made_know_each_other(tmp_path):
    paths = [tmp_path / name for name in "abc"]
    for path in paths:
        with path.open("wb") as file:
            file.truncate(160 * MIB)
    said("mkfs.btrfs", "-q", "-L", "SHARDS", "-d", "raid1", "-m", "raid1c3", *map(str, paths))
    found = []
    for path in paths:
        with path.open("rb") as file:
            read = partial(os.pread, file.fileno())
            (one,) = states(lambda at, length, read=read: read(length, at), 160 * MIB)
        assert not one.faults
        assert one.confidence is Confidence.CONSISTENT  # its checksum is right
        found.append(one)
    assert [one.links[0].index for one in found] == [0, 1, 2]
    own = [one.facts["metadata"]["device UUID"] for one in found]
    for number, one in enumerate(found):
        others = [f"device {n + 1}: {own[n]}" for n in range(3) if n != number]
        assert one.facts["members"] == others
        assert one.facts["metadata"]["profile of system chunks"] == "RAID1C3"


@needs("veritysetup")
def test_digests_that_veritysetup_made_are_told_as_it_tells_them(tmp_path):
    content, digests = tmp_path / "content", tmp_path / "digests"
    content.write_bytes(bytes(MIB))
    text = said("veritysetup", "format", str(content), str(digests))
    told = dict(re.findall(r"^([\w ]+):\s*(\S+)", text, re.MULTILINE))
    facts = only(digests.read_bytes()).facts
    assert facts["uuid"] == told["UUID"]
    assert facts["metadata"]["salt"] == told["Salt"]
    assert facts["metadata"]["algorithm"] == told["Hash algorithm"]
    assert facts["metadata"]["content"] == str(MIB)


def test_a_file_system_on_one_device_is_no_member():
    assert states(reader(data := bytes(device((65536, array_files.btrfs(1, 1))))), len(data)) == ()
    assert states(reader(data := bytes(device((0, array_files.bcachefs(1, 0))))), len(data)) == ()


def test_the_header_of_vmfs_behind_the_volume_gives_its_name():
    data = device((MIB, array_files.vmfs(1)), (0x1200000, array_files.vmfs_system()))
    facts = only(data).facts
    assert facts["label"] == "datastore1"
    assert (facts["shard_index"], facts["member_count"]) == (0, 1)
    assert "only device" in facts["next_step"]


@pytest.mark.parametrize(
    "sectors", [63, 255, 256, 16, 399, 591, 675, 735, 911, 974, 991, 951, 3087]
)
def test_a_promise_header_is_found_at_each_place_a_geometry_gives(sectors):
    assert only(device((-512 * sectors, array_files.promise()))).format_id == "promise_raid"


SUMMED = {
    "btrfs": (65536, array_files.btrfs(), 0x48),
    "mpool": (0, array_files.mpool(), 9),
    "nvidia": (-1024, array_files.nvidia(), 60),
    "promise": (-63 * 512, array_files.promise(), 600),
}


@pytest.mark.parametrize("name", SUMMED)
def test_a_wrong_checksum_is_told_and_claims_no_missing_members(name):
    at, part, place = SUMMED[name]
    damaged = bytearray(part)
    damaged[place] ^= 1
    finding = only(device((at, damaged)))
    assert any("checksum" in one.message for one in finding.faults)
    assert "missing_members" not in finding.facts


@pytest.mark.parametrize("make", [array_files.jmicron, array_files.silicon, array_files.via])
def test_a_short_signature_without_its_sum_is_nothing(make):
    damaged = bytearray(make())
    damaged[20] ^= 1
    data = bytes(device((-512, damaged)))
    assert states(reader(data), len(data)) == ()


def test_what_stands_at_the_end_of_a_drive_makes_nobody_read_more_of_a_file():
    table = Classifier(all_formats())
    assert table.tail <= 4096
    assert table.reach <= 36_864


@pytest.mark.parametrize("bad", [0, 4096, 0x4000, 0x10000, MIB, -16 * 512, -1024, -512])
def test_a_bad_sector_where_a_signature_could_stand_is_no_state(bad):
    data = bytes(8 * MIB)

    def read_at(at, length):
        start = bad % len(data)
        if at < start + 512 and start < at + length:
            raise OSError(errno.EIO, "Input/output error")
        return data[at : at + length]

    assert states(read_at, len(data)) == ()


def test_a_signature_before_a_bad_sector_still_names_the_state():
    data = bytes(device((0, b"LUKS\xba\xbe\0\1")))

    def read_at(at, length):
        if length > 6:
            raise OSError(errno.EIO, "Input/output error")
        return data[at : at + length]

    assert "luks" in {one.format_id for one in states(read_at, len(data))}
