"""Members of arrays: what stock tools say of the same bytes, we say too."""

import re

import pytest

from fixtures.makers.volume_files import (
    ARRAY,
    FIRST,
    ONE_DRIVE,
    TWO_DRIVES,
    ddf,
    drbd,
    files,
    imsm,
    lvm2,
    md0,
    md1,
)
from mediascan.engine.states import states, whole_formats
from mediascan.formats.registry import formats_by_id
from mediascan.sources.volumes.registry import divide_all
from tests.conftest import FORMAT_FIXTURES, reader
from tests.unit.formats.volumes.devices import MIB, SIZE, device, needs, only, said
from tests.unit.sources.volumes.images import over

MD = {
    "1.2": device((0, md1(4096, index=2))),
    "1.1": device((0, md1(0, level=6, count=4, index=3))),
    "1.0": device((SIZE - 8192, md1(SIZE - 8192, level=1, count=2, index=0)[SIZE - 8192 :])),
    "0.90": device((SIZE - 65536, md0())),
}


@needs("mdadm")
@pytest.mark.parametrize("version", MD)
def test_a_raid_member_is_what_mdadm_examine_tells(tmp_path, version):
    path = tmp_path / "member"
    path.write_bytes(MD[version])
    told = dict(re.findall(r"^ *([\w /]+?) : (.*)$", said("mdadm", "-E", str(path)), re.MULTILINE))
    finding = only(MD[version])
    facts = finding.facts
    assert finding.format_id == "md_member"
    assert not finding.faults
    assert told["Version"].startswith(version)
    assert facts["metadata"]["metadata version"].startswith(version)
    plain = (told.get("Array UUID") or told["UUID"]).split()[0].replace(":", "")
    own = facts["uuid"].replace("-", "")
    swapped = "".join(own[i + 6 : i + 8] + own[i + 4 : i + 6] + own[i + 2 : i + 4] + own[i : i + 2]
                      for i in range(0, 32, 8))  # fmt: skip
    assert plain == (swapped if version == "0.90" else own)
    assert facts["raid_level"].lower().replace(" ", "") == told["Raid Level"]
    assert facts["member_count"] == int(told["Raid Devices"])
    if version != "0.90":
        assert told["Device Role"] == facts["metadata"]["role"].replace("active", "Active")
        assert "correct" in told["Checksum"]
    assert f"member {facts['shard_index'] + 1} of {facts['member_count']}" in facts["next_step"]
    (link,) = finding.links
    assert (link.role, link.key, link.index) == (
        "array-member",
        facts["uuid"],
        facts["shard_index"],
    )


def test_big_endian_superblocks_of_old_machines_are_read():
    facts = only(device((SIZE - 65536, md0(order=">")))).facts
    assert facts["metadata"]["byte order"] == "big endian"
    assert (facts["shard_index"], facts["member_count"]) == (1, 2)


@needs("blkid")
@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("linux_raid_member", [(0, md1(4096))]),
        ("LVM2_member", [(0, lvm2(ONE_DRIVE))]),
        ("bcache", [(0, files()["formats/bcache/tiny.bcache"])]),
        ("stratis", [(0, files()["formats/stratis/tiny.stratis"])]),
        ("vdo", [(0, files()["formats/vdo/tiny.vdo"])]),
        ("ceph_bluestore", [(0, files()["formats/ceph_bluestore/tiny.osd"])]),
        ("ddf_raid_member", [(-512, ddf())]),
        ("isw_raid_member", [(-1024, imsm())]),
        ("drbd", [(-4096, drbd())]),
    ],
)
def test_what_blkid_knows_we_know(tmp_path, name, parts):
    data = device(*parts)
    path = tmp_path / "device"
    path.write_bytes(data)
    text = said("blkid", "-p", "-o", "export", str(path))
    told = dict(re.findall(r"^(\w+)=(.*)$", text, re.MULTILINE))
    assert told.get("TYPE") == name
    finding = only(data)
    assert finding.facts["next_step"]
    if name == "linux_raid_member":
        assert told["UUID"] == finding.facts["uuid"]
    if name == "LVM2_member":
        assert told["UUID"] == finding.facts["metadata"]["physical volume"]


@needs("pvck")
def test_a_physical_volume_is_what_pvck_tells(tmp_path):
    path = tmp_path / "drive"
    path.write_bytes(device((0, lvm2(TWO_DRIVES))))
    told = said("pvck", "--dump", "headers", str(path))
    assert f"pv_uuid {FIRST.replace('-', '')}" in told
    assert "vgname vgshards seqno 7" in told
    assert "warn" not in told.lower()


@pytest.mark.parametrize("wrapped", [False, True])
def test_linear_logical_volumes_become_volumes_by_their_extents(wrapped):
    data = device((0, lvm2(ONE_DRIVE, wrapped=wrapped)))
    (division,) = divide_all(over(data), 512)
    unit = 4 * MIB
    assert not division.faults
    first, second = division.volumes
    assert (first.name, first.size) == (b"lv-data", 4 * unit)
    assert first.extents == ((0, MIB, 3 * unit), (3 * unit, MIB + 6 * unit, unit))
    assert second.extents == ((0, MIB + 4 * unit, 2 * unit),)


def test_volumes_that_need_more_than_this_drive_are_named_and_not_read():
    (division,) = divide_all(over(device((0, lvm2(TWO_DRIVES)))), 512)
    assert [one.name for one in division.volumes] == [b"lv-here"]
    words = " | ".join(one.message for one in division.faults)
    assert "fast is not put together: segment 1 is striped, over 2" in words
    assert "there is not put together: segment 1 lies on another physical volume, pv1" in words
    assert "thin is not put together: segment 1 is thin-pool" in words


def test_metadata_that_is_damaged_is_told_and_gives_no_traceback():
    whole = lvm2(ONE_DRIVE)
    for at in range(4096, len(whole), 37):
        data = bytearray(whole)
        data[at] ^= 0x5A
        for division in divide_all(over(device((0, data), size=8 * MIB)), 512):
            assert all(part.physical >= 0 for v in division.volumes for part in v.extents)


def test_an_array_is_found_at_the_end_of_a_device_whose_size_is_odd():
    size = SIZE + 512 * 13
    at = (size // 512 - 16) // 8 * 8 * 512
    data = device((at, md1(at, level=1, count=2)[at:]), size=size)
    assert only(data).facts["metadata"]["metadata version"] == "1.0"
    at = (size & ~0xFFFF) - 0x10000
    data = device((at, md0()), size=size)
    assert only(data).facts["metadata"]["metadata version"] == "0.90"


def test_a_zfs_label_at_the_end_is_enough():
    pairs = files()["formats/zfs_member/tiny.zfs"]
    finding = only(device((SIZE - (256 << 10), pairs)))
    assert finding.facts["label"] == "shards"
    assert finding.facts["shard_index"] == 1


@pytest.mark.parametrize("name", ["luks/tiny.luks", "luks/first_wiped.luks", "bitlocker/to_go.bin"])
def test_states_of_encryption_have_a_next_step_too(name):
    data = (FORMAT_FIXTURES / name).read_bytes()
    assert "Ask the owner" in only(data).facts["next_step"]


def test_zeros_and_noise_are_no_member():
    for data in (bytes(MIB), ARRAY * 65536, b""):
        assert states(reader(data), len(data)) == ()


def test_every_format_of_a_volume_is_asked_of_whole_media():
    every = {one.id for one in whole_formats()}
    room = {
        key
        for key, one in formats_by_id().items()
        if one.examine.__module__.startswith("mediascan.formats.volumes.")
    }
    assert room <= every
    assert len(room) >= 10
