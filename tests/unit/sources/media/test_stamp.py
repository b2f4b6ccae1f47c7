"""Another medium at the same place is told from the one that was there."""

import os

import pytest

from mediascan.model.errors import UsageError
from mediascan.model.source import SourceSpec
from mediascan.runs import medium
from mediascan.sources.layout import LayoutWriter
from mediascan.sources.media.stamp import stamp_of


def test_an_image_is_told_by_size_time_and_inode(tmp_path):
    (image := tmp_path / "disk.raw").write_bytes(b"1" * 512)
    before = stamp_of(str(image))
    assert stamp_of(str(image)) == before
    os.utime(image, ns=(1, 2))
    assert stamp_of(str(image)) != before
    assert stamp_of(str(tmp_path / "none")) == ""


def test_a_layout_is_used_again_and_refused_for_another_image(tmp_path, monkeypatch):
    (image := tmp_path / "disk.raw").write_bytes(b"1" * 512)
    (work := tmp_path / "work").mkdir()
    surveyed = []

    def survey(url, file, _tick, _keys):
        surveyed.append(url)
        writer = LayoutWriter(file, 512)
        writer.finish(1)
        writer.close()

    monkeypatch.setattr(medium, "survey", survey)
    spec = SourceSpec("medium", str(image))
    for _ in range(2):
        assert medium.laid_out(spec, work, lambda _: None).layout == str(work / medium.LAYOUT)
    assert len(surveyed) == 1
    image.write_bytes(b"2" * 1024)
    with pytest.raises(UsageError, match="not what it was"):
        medium.laid_out(spec, work, lambda _: None)
