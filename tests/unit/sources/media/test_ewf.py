"""EWF: segments, digests, the examiner's words, and what was not read when it was made."""

import hashlib
import os
import shutil
import subprocess
from contextlib import closing

import pytest

from mediascan.model.errors import IncompleteError, UsageError
from mediascan.sources.media.registry import medium_at, open_medium
from tests.unit.sources.media import images
from tests.unit.sources.media.test_block import ROOT, device

DATA = images.disk(3 << 20)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    path = images.ewf(tmp_path_factory.mktemp("ewf"), DATA)
    assert len(list(path.parent.glob("disk.E*"))) >= 2
    return path


@pytest.fixture
def image(made, tmp_path):
    for one in made.parent.glob("disk.E*"):
        shutil.copy(one, tmp_path)
    return tmp_path / "disk.E01"


def read(medium):
    """What is given, with zeros for chunks that are not; and where those are."""
    data, bad = bytearray(medium.size), []
    for at in range(0, medium.size, 32_768):
        try:
            medium.read_into(memoryview(data)[at : at + 32_768], at)
        except OSError:
            bad.append(at)
    return bytes(data), bad


def test_the_stored_digests_and_words_are_told(image):
    with closing(open_medium(str(image))) as medium:
        facts = medium.facts()
        assert facts["storedDigests"] == {
            "md5": hashlib.md5(DATA, usedforsecurity=False).hexdigest(),
            "sha1": hashlib.sha1(DATA, usedforsecurity=False).hexdigest(),
        }
        assert facts["acquisition"]["caseNumber"] == "case 7"
        assert facts["acquisition"]["examiner"] == "A. Examiner"
        assert medium.faults() == ()


def test_a_damaged_chunk_is_an_error_for_its_own_bytes_and_never_zeros(image):
    data = bytearray(image.read_bytes())
    data[200_000] ^= 1
    image.write_bytes(data)
    with closing(open_medium(str(image))) as medium:
        found, bad = read(medium)
    assert len(bad) == 1
    at = bad[0]
    assert found[:at] == DATA[:at]
    assert found[at + 32_768 :] == DATA[at + 32_768 :]


def test_a_damaged_table_is_read_from_its_copy(image):
    data = bytearray(image.read_bytes())
    at = data.index(b"table\0\0\0") + 76 + 24  # its first entry
    data[at : at + 40] = bytes(40)
    image.write_bytes(data)
    with closing(open_medium(str(image))) as medium:
        assert read(medium) == (DATA, [])


def test_a_missing_segment_is_named(image):
    last = max(image.parent.glob("disk.E*"))
    last.unlink()
    with pytest.raises(IncompleteError, match="goes on in segment"):
        open_medium(str(image))
    shutil.copy(image, image.parent / "disk.E05")
    with pytest.raises(IncompleteError, match=r"E0\d of the image is missing"):
        open_medium(str(image))


def test_another_file_with_a_segments_name_is_none(image):
    for name in ("disk.TXT", "disk.RAW", "disk.LOG"):
        (image.parent / name).write_bytes(b"a log\n")
    with closing(open_medium(str(image))) as medium:
        assert medium.size == len(DATA)


def test_a_later_or_a_wrong_segment_is_refused(image):
    with pytest.raises(UsageError, match=r"name the first, as disk\.E01"):
        open_medium(str(image.parent / "disk.E02"))
    shutil.copy(image, image.parent / "disk.E02")
    with pytest.raises(IncompleteError, match="in place of segment 2 is segment 1"):
        open_medium(str(image))


def test_an_image_that_is_cut_short_gives_what_it_has(made, tmp_path):
    path = images.ewf(tmp_path, DATA, "-c", "fast")
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - 1000)  # behind the tables
    with closing(open_medium(str(path))) as medium:
        assert "cut short" in " ".join(one.message for one in medium.faults())
        found, bad = read(medium)
    assert not bad
    assert found == DATA


def test_the_reader_agrees_with_libewf(image):
    pyewf = pytest.importorskip("pyewf", reason="libewf-python is not installed")
    names = sorted(str(one) for one in image.parent.glob("disk.E*"))
    other = pyewf.handle()
    other.open(names)
    with closing(open_medium(str(image))) as medium:
        assert other.get_media_size() == medium.size
        assert other.read_buffer_at_offset(medium.size, 0) == read(medium)[0]
        assert other.get_hash_value("MD5") == medium.facts()["storedDigests"]["md5"]
        assert other.get_header_value("examiner_name") == "A. Examiner"
    other.close()


@ROOT
@pytest.mark.skipif(not images.EWF, reason="ewfacquire is not installed (ewf-tools)")
def test_sectors_that_could_not_be_read_when_it_was_made_are_a_fault(tmp_path):
    (tmp_path / "disk").write_bytes(DATA)
    with device(tmp_path / "disk") as name:
        os.truncate(tmp_path / "disk", 2 << 20)
        command = [images.EWF, "-u", "-q", "-g", "1", "-t", str(tmp_path / "bad"), name]
        subprocess.run(command, capture_output=True, check=False)
    with closing(open_medium(str(tmp_path / "bad.E01"))) as medium:
        facts, faults = medium.facts(), medium.faults()
        found, bad = read(medium)
    assert facts["acquisitionErrors"][0] == {"offset": str(2 << 20), "length": str(1 << 20)}
    assert any("2048 sectors" in one.message for one in faults)
    assert not bad
    assert found == DATA[: 2 << 20] + bytes(1 << 20)


def test_an_image_is_known_by_its_content_whatever_its_name_is(image, tmp_path):
    other = tmp_path / "holiday.jpg"
    shutil.copy(image, other)
    assert medium_at(str(other)).kind == "ewf"
