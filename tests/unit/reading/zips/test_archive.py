"""A model that is a ZIP of named members: whole, cut, with a name twice, with a bomb inside."""

import io
import zipfile

import pytest

from mediascan.model.errors import InputFault
from mediascan.model.finding import Confidence, FaultKind
from mediascan.reading.window import Window
from mediascan.reading.zips.archive import open_archive


def zipped(*members, method=zipfile.ZIP_STORED):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return target.getvalue()


def opened(data, *marks):
    return open_archive(Window.over(data), marks)


ONE, TWO = ("config.json", b"{}" * 50), ("weights.bin", bytes(1000))


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_whole_archive(method):
    archive = opened(zipped(ONE, TWO, method=method), "config.json")
    assert archive.read("config.json", 8) == b"{}{}{}{}"
    assert archive.open("weights.bin").size == 1000
    assert archive.read("no such", 8) == b""
    facts = {}
    assert archive.conclude(facts) == (Confidence.CONSISTENT, ())
    assert facts["members"] == ["config.json", "weights.bin"]


@pytest.mark.parametrize("marks", [("weights",), ("weights.bin/",), ()])
def test_another_archive(marks):
    assert opened(zipped(ONE, TWO), *marks) is None


@pytest.mark.parametrize("name", ["Chain/Model.key", "Chain\\Model.key"])
def test_a_folder_is_a_mark(name):
    assert opened(zipped((name, b"")), "Chain/").records.keys() == {name}


def test_a_cut_archive_tells_what_is_there():
    archive = opened(zipped(ONE, TWO)[:500], "config.json")
    assert archive.read("config.json", 4) == b"{}{}"
    assert archive.open("weights.bin").size < 1000
    facts = {}
    confidence, faults = archive.conclude(facts)
    assert (confidence, faults[0].kind) == (Confidence.PARSED, FaultKind.TRUNCATED)
    assert facts["missing_bytes"] > 500


def test_a_compressed_member_of_a_cut_archive_is_not_opened():
    data = zipped(ONE, TWO, method=zipfile.ZIP_DEFLATED)
    archive = opened(data[: data.index(b"PK\1\2")], "config.json")
    with pytest.raises(InputFault):
        archive.open("config.json")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_twice_is_told():
    archive = opened(zipped(ONE, ("config.json", b"[]")), "config.json")
    assert archive.read("config.json", 2) == b"{}"
    assert "name of another" in archive.conclude({})[1][-1].message


def test_a_member_too_large_to_unpack_is_a_fault():
    archive = opened(zipped(("big", bytes(20 << 20)), method=zipfile.ZIP_DEFLATED), "big")
    with pytest.raises(InputFault):
        archive.open("big")
