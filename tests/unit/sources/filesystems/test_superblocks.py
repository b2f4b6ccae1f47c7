"""Volumes are named, sized and labelled as blkid does."""

import os
import re
import subprocess

import pytest

from mediascan.sources.filesystems.registry import all_parsers, can_read, parsers_for, why_not
from tests.conftest import FORMAT_FIXTURES
from tests.unit.sources.filesystems.images import MIB, blank, needs
from tests.unit.sources.volumes.images import over, window_over

MAKERS = {
    "ext": "mkfs.ext4 -q -L SHARDS",
    "fat": "mkfs.vfat -n SHARDS",
    "exfat": "mkfs.exfat -L SHARDS",
    "ntfs": "mkntfs -q -F -f -L SHARDS",
    "xfs": "mkfs.xfs -q -L SHARDS",
    "btrfs": "mkfs.btrfs -q -L SHARDS",
    "f2fs": "mkfs.f2fs -q -l SHARDS",
    "udf": "mkudffs -l SHARDS",
    "swap": "mkswap -L SHARDS",
    "nilfs2": "mkfs.nilfs2 -q -L SHARDS",
    "jfs": "mkfs.jfs -q -L SHARDS",
    "reiserfs": "mkreiserfs -q -ff -l SHARDS",
    "ocfs2": "mkfs.ocfs2 -q -F -M local -L SHARDS",
    "hfsplus": "mkfs.hfsplus -v SHARDS",
    "bcachefs": "mkfs.bcachefs -q --fs_label=SHARDS",
}


def test_every_parser_says_what_to_do_where_it_cannot_list():
    for one in all_parsers().values():
        assert one.reference.startswith("https://")
        assert one.advice
        if not can_read(one):
            assert why_not(one)
    assert {one.kind for one in all_parsers().values()} >= set(MAKERS) | {"iso9660", "refs"}


def blkid(path):
    """What `blkid -p` says, by key."""
    done = subprocess.run(["blkid", "-p", "-o", "export", path], capture_output=True, check=True)
    return dict(re.findall(r"^([A-Z_0-9]+)=(.*)$", done.stdout.decode(), re.MULTILINE))


@needs("blkid")
@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_label_identity_and_size_are_those_that_blkid_tells(tmp_path, kind):
    size = 320 * MIB if kind in ("xfs", "ocfs2") else 160 * MIB
    image = blank(tmp_path / "image", size)
    tool, *options = MAKERS[kind].split()
    try:
        subprocess.run([tool, *options, image], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip(f"{tool} is not installed")
    told = blkid(image)
    window = window_over(image)
    (parser,) = parsers_for(window)
    assert parser.kind == kind
    facts = parser.describe(window)
    assert facts["label"] == told["LABEL"] == "SHARDS"
    if "uuid" in facts and kind != "hfsplus":
        assert facts["uuid"] == told.get("UUID")
    if "serial" in facts and kind != "ntfs":
        assert facts["serial"].upper() == told["UUID"].replace("-", "")
    if "serial" in facts and kind == "ntfs":
        assert facts["serial"].upper() == told["UUID"]
    if "bytes" in facts:
        assert size - 4 * MIB < facts["bytes"] <= size
    if "blockBytes" in facts and "FSBLOCKSIZE" in told:
        assert facts["blockBytes"] in (int(told["FSBLOCKSIZE"]), int(told["BLOCK_SIZE"]))


@needs("mkfs.ext4")
def test_a_dirty_file_system_is_told(tmp_path):
    image = blank(tmp_path / "image", 8 * MIB)
    subprocess.run(["mkfs.ext4", "-q", image], check=True, capture_output=True)
    data = bytearray(image.read_bytes())
    (parser,) = parsers_for(over(data))
    assert parser.describe(over(data))["state"] == "clean"
    data[1024 + 96] |= 4
    assert parser.describe(over(data))["needsRecovery"]


def test_noise_and_zeros_are_no_file_system():
    for _ in range(200):
        assert not parsers_for(over(os.urandom(131072)))
    assert not parsers_for(over(bytes(131072)))
    assert not parsers_for(over(b""))
    assert not parsers_for(over(b"\x55\xaa" * 300))


def test_a_container_of_apfs_is_named_with_its_volumes():
    data = (FORMAT_FIXTURES / "apfs_container" / "tiny.img").read_bytes()
    (parser,) = parsers_for(over(data))
    facts = parser.describe(over(data))
    assert parser.kind == "apfs"
    assert facts["uuid"]
    assert facts["volumes"]
