"""Deleted File Recovery: DFR-CR-01 to 04."""

import hashlib
import random

import pytest

from mediascan.report.manifest_reader import rows
from tests.cftt.images import ext4, inspected, needs

pytest.importorskip("pytsk3", reason="the extra mediascan[disk] is not installed")
pytestmark = needs("mkfs.ext4", "debugfs")
FILES = {f"file-{at}": random.Random(at).randbytes(30_000 + at) for at in range(6)}


@pytest.fixture(scope="module")
def report(tmp_path_factory, home):
    folder = tmp_path_factory.mktemp("deleted")
    image = ext4(folder / "disk.raw", FILES, removed=("file-2", "file-4"))
    made = inspected(image, folder / "out", home)
    return made, dict(rows(folder / "out"))


def test_dfr_cr_01_deleted_entries_are_listed_as_such(report):
    made, found = report
    gone = {path: row for path, row in found.items() if row["type"] == "deleted"}
    assert made["medium"]["deleted"]["entries"] == made["medium"]["volumes"][0]["deleted"]
    assert {path.rpartition(b"/")[2] for path in gone} >= {b"file-2", b"file-4"}


def test_dfr_cr_02_they_are_never_mixed_with_the_others(report):
    _, found = report
    for path, row in found.items():
        assert (row["type"] == "deleted") <= path.startswith(b"volume.deleted/")
    live = {path for path, row in found.items() if row["type"] == "file"}
    assert {path.rpartition(b"/")[2] for path in live} == {
        name.encode() for name in FILES if name not in {"file-2", "file-4"}
    }


def test_dfr_cr_03_no_block_of_an_allocated_file_is_in_one(report):
    _, found = report
    live = {hashlib.sha256(data).hexdigest() for data in FILES.values()}
    for row in found.values():
        if row["type"] == "deleted" and "sha256" in row and int(row["size"]):
            assert row["sha256"] in live  # of one that was deleted, whole


def test_dfr_cr_04_allocated_files_are_as_they_were(report):
    _, found = report
    for name, data in FILES.items():
        if name not in {"file-2", "file-4"}:
            row = found[b"volume/" + name.encode()]
            assert row["sha256"] == hashlib.sha256(data).hexdigest()
