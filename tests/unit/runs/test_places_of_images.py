"""Nothing is written into an image, or into another file of it."""

import pytest

from mediascan.model.errors import UsageError
from mediascan.runs.places import keep_out


@pytest.mark.parametrize("name", ["disk.E01", "disk.E02", "disk-s001.vmdk"])
def test_an_image_and_its_other_files_are_kept_as_they_are(name, tmp_path):
    for one in ("disk.E01", "disk.E02", "disk-s001.vmdk"):
        (tmp_path / one).write_bytes(b"evidence")
    with pytest.raises(UsageError, match="evidence is never written to"):
        keep_out([str(tmp_path / "disk.E01")], tmp_path / name, "file for events", "choose another")


def test_an_image_by_another_name_and_a_device_are_protected_too(tmp_path):
    (tmp_path / "disk.raw").write_bytes(b"evidence")
    (tmp_path / "link").symlink_to(tmp_path / "disk.raw")
    for source, path in (
        (tmp_path / "link", tmp_path / "disk.raw"),
        (tmp_path / "disk.raw", tmp_path / "link"),
    ):
        with pytest.raises(UsageError, match="evidence is never written to"):
            keep_out([str(source)], path, "file for events", "choose another")
    with pytest.raises(UsageError, match="evidence is never written to"):
        keep_out(["/dev/null"], "/dev/null", "file for events", "choose another")


def test_a_report_beside_an_image_is_allowed(tmp_path):
    (tmp_path / "disk.raw").write_bytes(b"evidence")
    keep_out([str(tmp_path / "disk.raw")], tmp_path / "report", "output folder", "choose another")
    keep_out([str(tmp_path / "disk.raw")], tmp_path / "disk", "output folder", "choose another")
