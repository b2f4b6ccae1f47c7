"""Partition tables: what sfdisk writes we read, and what is broken is told."""

import json
import random
import shutil
import struct
import subprocess
import zlib

import pytest

from mediascan.model.extent import Extent
from mediascan.sources.volumes.registry import all_schemes, divide_all, placed
from tests.unit.sources.volumes.images import MIB, over, sfdisk, window_over

needs_sfdisk = pytest.mark.skipif(not shutil.which("sfdisk"), reason="sfdisk is not installed")
GPT = "label: gpt\nsize=8MiB, name=shards, type=L\nsize=4MiB, type=swap\nstart=40960, size=2MiB\n"
MBR = (
    "label: dos\nsize=4MiB, type=83\nsize=20MiB, type=5\nsize=4MiB, type=7\n"
    "size=3MiB\nsize=2MiB\nsize=1MiB\n"
)


def said_by_sfdisk(path):
    done = subprocess.run(["sfdisk", "-J", path], capture_output=True, check=True)
    return json.loads(done.stdout)["partitiontable"]["partitions"]


def words(division):
    return " | ".join(fault.message for fault in division.faults)


def test_every_scheme_is_found_and_says_where_its_layout_is_written_down():
    assert {one.scheme for one in all_schemes()} >= {"apm", "gpt", "mbr"}
    assert all(one.reference.startswith("https://") and one.title for one in all_schemes())


@needs_sfdisk
@pytest.mark.parametrize(("script", "scheme"), [(GPT, "gpt"), (MBR, "mbr")])
def test_partitions_are_those_that_sfdisk_tells(tmp_path, script, scheme):
    path = sfdisk(tmp_path / "disk", script)
    (division,) = divide_all(window_over(path), 512)
    assert division.scheme == scheme
    assert not division.faults
    told = [
        (one["start"] * 512, one["size"] * 512)
        for one in said_by_sfdisk(path)
        if one["type"] not in ("5", "f")
    ]
    assert [(v.extents[0].physical, v.size) for v in division.volumes] == told
    assert len({v.name for v in division.volumes}) == len(told) > 2
    used = sum(v.size for v in division.volumes)
    assert division.facts["unpartitionedBytes"] < 64 * MIB - used + 1


@needs_sfdisk
def test_logical_partitions_are_numbered_from_five(tmp_path):
    path = sfdisk(tmp_path / "disk", MBR)
    (division,) = divide_all(window_over(path), 512)
    assert [v.name for v in division.volumes] == [b"p1", b"p3", b"p4", b"p5", b"p6"]


@needs_sfdisk
def test_a_wiped_first_header_leaves_the_backup(tmp_path):
    data = bytearray(sfdisk(tmp_path / "disk", GPT).read_bytes())
    data[512:1024] = bytes(512)
    (division,) = divide_all(over(data), 512)
    assert len(division.volumes) == 3
    assert division.facts["readFrom"] == "backup"
    assert "primary header is missing" in words(division)


@needs_sfdisk
def test_headers_that_disagree_are_told(tmp_path):
    data = bytearray(sfdisk(tmp_path / "disk", GPT).read_bytes())
    at = len(data) - 512
    entries = struct.unpack_from("<Q", data, at + 72)[0] * 512
    data[entries + 56] ^= 1  # a letter of the first name
    data[at + 88 : at + 92] = struct.pack("<I", zlib.crc32(data[entries : entries + 128 * 128]))
    data[at + 16 : at + 20] = bytes(4)
    data[at + 16 : at + 20] = struct.pack("<I", zlib.crc32(data[at : at + 92]))
    (division,) = divide_all(over(data), 512)
    assert "their entries differ" in words(division)
    data[at + 16] ^= 1
    (division,) = divide_all(over(data), 512)
    assert "checksum of the backup header is wrong" in words(division)
    assert len(division.volumes) == 3


@needs_sfdisk
def test_a_protective_record_alone_is_told(tmp_path):
    data = bytearray(sfdisk(tmp_path / "disk", GPT).read_bytes())
    data[512:1024] = data[-512:] = bytes(512)
    (division,) = divide_all(over(data), 512)
    assert division.facts["protectiveOnly"]
    assert "neither header" in words(division)


@needs_sfdisk
def test_both_headers_with_wrong_checksums_are_a_fault_without_volumes(tmp_path):
    data = bytearray(sfdisk(tmp_path / "disk", GPT).read_bytes())
    data[512 + 40] ^= 1
    data[-512 + 40] ^= 1
    (division,) = divide_all(over(data), 512)
    assert not division.volumes
    assert "checksums are wrong" in words(division)


@needs_sfdisk
def test_a_hybrid_record_is_told_and_gives_nothing_twice(tmp_path):
    data = bytearray(sfdisk(tmp_path / "disk", GPT).read_bytes())
    data[462:478] = struct.pack("<B3sB3sII", 0, b"", 0x83, b"", 2048, 16384)
    (division,) = divide_all(over(data), 512)
    assert division.facts["hybridMbr"][0]["firstSector"] == 2048
    assert len(division.volumes) == 3


def gpt_by_hand(sector, size):
    """A GPT with one partition, written with sectors of `sector` bytes, without its backup."""
    data = bytearray(size)
    data[446:462] = struct.pack("<B3sB3sII", 0, b"", 0xEE, b"", 1, 0xFFFFFFFF)
    data[510:512] = b"\x55\xaa"
    entry = bytes.fromhex("af3dc60f838472478e793d69d8477de4") + bytes(range(16))
    entry += struct.pack("<QQQ", 256, 511, 0) + "ab".encode("utf-16-le").ljust(72, b"\0")
    array = entry.ljust(128 * 128, b"\0")
    data[2 * sector : 2 * sector + len(array)] = array
    last = size // sector - 1
    header = bytearray(
        struct.pack(
            "<8sIIIIQQQQ16sQIII", b"EFI PART", 0x10000, 92, 0, 0, 1, last, 34, last - 34,
            bytes(16), 2, 128, 128, zlib.crc32(array),
        )
    )  # fmt: skip
    struct.pack_into("<I", header, 16, zlib.crc32(header))
    data[sector : sector + 92] = header
    return data


def test_a_table_written_with_larger_sectors_is_read_with_them():
    (division,) = divide_all(over(gpt_by_hand(4096, 4 * MIB)), 512)
    (volume,) = division.volumes
    assert volume.extents == (Extent(0, 256 * 4096, 256 * 4096),)
    assert "written with sectors of 4096 bytes; the medium has 512" in words(division)
    assert volume.facts["label"] == "ab"


def mbr_by_hand(*entries, size=MIB):
    data = bytearray(size)
    for at, (kind, first, count) in enumerate(entries):
        struct.pack_into("<B3sB3sII", data, 446 + 16 * at, 0, b"", kind, b"", first, count)
    data[510:512] = b"\x55\xaa"
    return data


def test_overlaps_and_what_lies_beyond_the_end_are_told():
    (division,) = divide_all(over(mbr_by_hand((0x83, 8, 100), (7, 50, 100), (7, 2000, 900))), 512)
    assert "partition 2 overlaps partition 1" in words(division)
    assert "partition 3 ends at 1484800, the medium at 1048576" in words(division)
    assert division.volumes[2].size == MIB - 2000 * 512
    assert division.facts["gaps"][0] == {"offset": 512, "bytes": 7 * 512}


def test_a_chain_of_logical_partitions_that_goes_in_a_circle_ends():
    data = mbr_by_hand((5, 8, 1000))
    for at, following in ((8, 8), (16, 0)):
        struct.pack_into("<B3sB3sII", data, at * 512 + 446, 0, b"", 0x83, b"", 1, 2)
        struct.pack_into("<B3sB3sII", data, at * 512 + 462, 0, b"", 5, b"", following, 9)
        data[at * 512 + 510 : at * 512 + 512] = b"\x55\xaa"
    (division,) = divide_all(over(data), 512)
    assert "goes in a circle at sector 8" in words(division)
    assert [v.name for v in division.volumes] == [b"p5", b"p6"]


def test_a_map_of_apple_is_read():
    data = bytearray(MIB)
    data[0:4] = b"ER\2\0"
    parts = (
        ("map", "Apple_partition_map", 1, 3),
        ("disk", "Apple_HFS", 64, 128),
        ("", "Apple_Free", 192, 9),
    )
    for number, (name, kind, first, count) in enumerate(parts, 1):
        entry = struct.pack(
            ">4sIII32s32s", b"PM\0\0", 3, first, count, name.encode(), kind.encode()
        )
        data[number * 512 : number * 512 + len(entry)] = entry
    (division,) = divide_all(over(data), 512)
    (volume,) = division.volumes
    assert volume.extents == (Extent(0, 64 * 512, 128 * 512),)
    assert volume.facts["type"] == "Apple_HFS"


def test_two_tables_on_one_medium_give_each_volume_once():
    data = mbr_by_hand((0x83, 64, 128), (7, 512, 64))
    for number, (name, first, count) in enumerate((("a", 64, 128), ("b", 256, 8)), 1):
        entry = struct.pack(">4sIII32s32s", b"PM\0\0", 2, first, count, name.encode(), b"Apple_HFS")
        data[number * 512 : number * 512 + len(entry)] = entry
    first, second = divide_all(over(data), 512)
    assert (first.scheme, second.scheme) == ("apm", "mbr")
    assert [v.name for v in second.volumes] == [b"mbr-p2"]


@needs_sfdisk
@pytest.mark.parametrize("script", [GPT, MBR])
def test_random_damage_ends_in_a_division_or_a_fault(tmp_path, script):
    data = bytearray(sfdisk(tmp_path / "disk", script, size=32 * MIB).read_bytes())
    chance = random.Random(5)
    for _ in range(300):
        undo = []
        for _ in range(chance.randrange(1, 12)):
            at = chance.choice((446, 512, 1024, len(data) - 512)) + chance.randrange(256)
            undo.append((at, data[at]))
            data[at] = chance.randrange(256)
        for image in (data, data[:5000]):
            for division in divide_all(over(image), 512):
                for volume in division.volumes:
                    assert all(one.physical >= 0 for one in volume.extents)
                    assert volume.size <= len(image)
        for at, byte in reversed(undo):
            data[at] = byte


def test_extents_of_a_file_are_placed_through_those_of_its_volume():
    outer = (Extent(0, 1000, 100), Extent(100, 5000, 100))
    inner = (Extent(0, 90, 20), Extent(20, None, 5), Extent(25, 0, 10))
    assert list(placed(outer, inner)) == [
        Extent(0, 1090, 10),
        Extent(10, 5000, 10),
        Extent(20, None, 5),
        Extent(25, 1000, 10),
    ]
