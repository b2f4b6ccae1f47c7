"""What the officer says of an exhibit, and what becomes of it in the report."""

import hashlib

import orjson
import pytest

from mediascan.model.errors import UsageError
from mediascan.model.handling import Handling
from mediascan.runs.handling import check_handling, told
from mediascan.sources.media.label import compare_label, label_bytes

SMART = {
    "smartctl": {"version": [7, 3]},
    "model_name": "ST24000NM002H",
    "serial_number": "ZYD0ABCD",
    "user_capacity": {"blocks": 46_875_541_504, "bytes": 24_000_277_250_048},
    "smart_status": {"passed": True},
    "power_on_time": {"hours": 12},
    "ata_smart_attributes": {
        "table": [{"id": 5, "raw": {"value": 8}}, {"id": 9}, "odd", {"id": []}]
    },
}


@pytest.mark.parametrize(
    ("typed", "size"),
    [
        ("80 TB", 80 * 10**12),
        ("3.84TB", 3840 * 10**9),
        ("500 GiB", 500 << 30),
        ("1,92 tb", 1920 * 10**9),
        ("512", 512),
    ],
)
def test_a_label_is_read_as_makers_print_it(typed, size):
    assert label_bytes(typed) == size


@pytest.mark.parametrize(
    "typed", ["", "lots", "-1 TB", "0 GB", "1.2.3 TB", "9" * 30, "8 TB\x1b[31m", "٣ TB"]
)
def test_what_is_no_capacity_is_refused(typed):
    with pytest.raises(UsageError, match="is no capacity"):
        label_bytes(typed)


@pytest.mark.parametrize(
    ("typed", "size", "word"),
    [
        ("24 TB", 24_000_277_250_048, ""),
        ("64 GB", 61_505_273_856, ""),
        ("480 GB", 480_103_981_056, ""),
        ("24 TB", 20_000_000_000_000, "hidden"),
        ("64 GB", 128_000_000_000, "forged"),
    ],
)
def test_a_drive_with_another_size_than_its_label_is_a_fault(typed, size, word):
    facts, faults = compare_label(typed, size)
    assert facts["agrees"] is not bool(word)
    assert [word in one.message for one in faults] == ([True] if word else [])


def smart(folder, **more):
    (folder / "smart.json").write_bytes(orjson.dumps({**SMART, **more}))
    return str(folder / "smart.json")


def test_what_smartctl_said_is_told_with_the_digest_of_its_file(tmp_path):
    path = smart(tmp_path)
    facts, faults = told(Handling(smart=path), {"serial": "ZYD0ABCD"})
    assert faults == ()
    found = facts["smart"]
    assert found["sha256"] == hashlib.sha256((tmp_path / "smart.json").read_bytes()).hexdigest()
    assert (found["passed"], found["powerOnHours"], found["reallocatedSectors"]) == (True, 12, 8)


def test_a_file_of_another_drive_or_of_a_failing_one_is_a_fault(tmp_path):
    path = smart(tmp_path, smart_status={"passed": False})
    _, faults = told(Handling(smart=path), {"serial": "OTHER"})
    assert ["is of the drive ZYD0ABCD" in faults[0].message, "failing" in faults[1].message] == [
        True,
        True,
    ]
    assert len(told(Handling(smart=path), {"serial": "not available (why)"})[1]) == 1


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"{}", b'{"model_name": 1}', b"[" * 100_000])
def test_what_smartctl_did_not_write_is_refused_before_anything_is_read(data, tmp_path):
    (tmp_path / "smart.json").write_bytes(data)
    with pytest.raises(UsageError):
        check_handling("/dev/null", Handling(smart=str(tmp_path / "smart.json")))


def test_the_label_is_compared_with_the_whole_drive_not_with_a_partition():
    facts = {"sizeBytes": "1000", "diskBytes": str(10**12)}
    assert told(Handling(label_capacity="1 TB"), facts)[1] == ()
    assert told(Handling(label_capacity="1 TB"), {"sizeBytes": "1000"})[1] != ()


def test_options_for_devices_are_refused_for_folders(tmp_path):
    with pytest.raises(UsageError, match="are for devices"):
        check_handling(str(tmp_path), Handling(accept_writable=True))
    check_handling(str(tmp_path), Handling())
