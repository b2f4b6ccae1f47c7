"""What containers say of other files is named and never followed; the readers have oracles."""

import hashlib
import os
import struct
import subprocess
from contextlib import closing, suppress

import pytest

from mediascan.model.errors import StopError, UsageError
from mediascan.sources.media.registry import medium_at, open_medium
from tests.unit.sources.media import images

DATA = images.disk(2 << 20)
NEEDS_QEMU = pytest.mark.skipif(not images.QEMU, reason="qemu-img is not installed (qemu-utils)")


def everything(medium):
    data, at = bytearray(medium.size), 0
    while count := medium.read_into(memoryview(data)[at:], at):
        at += count
    return bytes(data[:at])


@NEEDS_QEMU
@pytest.mark.parametrize("name", [one for one in images.BUILDERS if "ewf" not in one])
def test_the_reader_agrees_with_qemu(name, tmp_path):
    path = images.BUILDERS[name](tmp_path, DATA)
    forms = {".raw": "raw", ".vpc": "vpc", ".dmg": "dmg", ".001": "raw"}
    form = forms.get(path.suffix, path.suffix[1:])
    images.run(images.QEMU, "convert", "-f", form, "-O", "raw", path, tmp_path / "out")
    with closing(open_medium(str(path))) as medium:
        found = everything(medium)
    if name != "split":
        assert (
            hashlib.sha256((tmp_path / "out").read_bytes()).digest()
            == hashlib.sha256(found).digest()
        )
    assert found == DATA


@NEEDS_QEMU
@pytest.mark.parametrize("kind", ["qcow2", "vmdk", "vpc"])
def test_a_backing_file_or_parent_is_named_and_never_opened(kind, tmp_path):
    (tmp_path / "secret.raw").write_bytes(DATA)
    if kind == "vpc":
        path = images.BUILDERS["vhd dynamic"](tmp_path, DATA)
        data = bytearray(path.read_bytes())
        for at in (0, len(data) - 512):  # type 4, and the sums set right
            footer = data[at : at + 512]
            struct.pack_into(">I", footer, 60, 4)
            struct.pack_into(">I", footer, 64, 0)
            struct.pack_into(">I", footer, 64, ~sum(footer) & 0xFFFF_FFFF)
            data[at : at + 512] = footer
        header = data[512:1536]
        header[64:74] = "p.vhd".encode("utf-16-be")
        struct.pack_into(">I", header, 36, 0)
        struct.pack_into(">I", header, 36, ~sum(header) & 0xFFFF_FFFF)
        data[512:1536] = header
        path.write_bytes(data)
        with pytest.raises(UsageError, match=r"its parent p\.vhd"):
            open_medium(str(path))
        return
    base = images.BUILDERS[kind](tmp_path, DATA)
    path = tmp_path / f"child.{kind}"
    images.run(images.QEMU, "create", "-f", kind, "-b", base, "-F", kind, path)
    base.rename(tmp_path / "away")  # it would not be found in any case
    with pytest.raises(UsageError, match="only what changed since its"):
        open_medium(str(path))


@NEEDS_QEMU
def test_encryption_external_data_and_snapshots_of_qcow2_are_told(tmp_path):
    locked = bytearray(images.BUILDERS["qcow2"](tmp_path, DATA).read_bytes())
    struct.pack_into(
        ">I", locked, 32, 2
    )  # LUKS, as `qemu-img create -o encrypt.format=luks` has it
    (tmp_path / "locked").write_bytes(locked)
    with pytest.raises(UsageError, match="encrypted by QEMU"):
        open_medium(str(tmp_path / "locked"))
    other = ("-o", f"data_file={tmp_path / 'data'}")
    images.run(images.QEMU, "create", "-f", "qcow2", *other, tmp_path / "hollow", "1M")
    with pytest.raises(UsageError, match="content in another file"):
        open_medium(str(tmp_path / "hollow"))
    path = images.BUILDERS["qcow2"](tmp_path, DATA)
    images.run(images.QEMU, "snapshot", "-c", "one", path)
    with closing(open_medium(str(path))) as medium:
        assert [one.message for one in medium.faults()] == [
            "the image holds 1 snapshots: earlier states, which are not read"
        ]
        assert everything(medium) == DATA


DESCRIPTOR = """# Disk DescriptorFile
version=1
CID=12345678
parentCID=ffffffff
createType="monolithicFlat"
RW {sectors} FLAT "{name}" 0
"""


@pytest.mark.parametrize(
    "name", ["/etc/passwd", "../disk-flat.vmdk", "other.vmdk", "a\\disk.vmdk", "disk.txt"]
)
def test_a_descriptor_cannot_name_any_other_file(name, tmp_path):
    for one in ("other.vmdk", "disk.txt"):
        (tmp_path / one).write_bytes(DATA)
    (tmp_path / "disk.vmdk").write_text(DESCRIPTOR.format(sectors=2048, name=name))
    with pytest.raises(UsageError, match="does not belong to it by its name"):
        open_medium(str(tmp_path / "disk.vmdk"))


def test_a_part_behind_a_link_is_not_opened_and_a_missing_one_is_a_fault(tmp_path):
    (tmp_path / "outside").write_bytes(DATA)
    (tmp_path / "disk-flat.vmdk").symlink_to(tmp_path / "outside")
    (tmp_path / "disk.vmdk").write_text(DESCRIPTOR.format(sectors=4096, name="disk-flat.vmdk"))
    with closing(open_medium(str(tmp_path / "disk.vmdk"))) as medium:
        assert medium.size == len(DATA)
        assert [
            "disk-flat.vmdk of the image is missing" in one.message for one in medium.faults()
        ] == [True]
        with pytest.raises(OSError, match="missing"):
            medium.read_into(memoryview(bytearray(10)), 0)


def test_pieces_that_are_missing_or_of_another_size_are_faults(tmp_path):
    path = images.split(tmp_path, DATA, 300_032)
    (tmp_path / "disk.003").unlink()
    with closing(open_medium(str(path))) as medium:
        assert medium.size == len(DATA)
        assert ["1 pieces before" in one.message for one in medium.faults()] == [True]
        buffer = memoryview(bytearray(700_000))
        assert medium.read_into(buffer[:600_000], 0) == 600_000
        assert bytes(buffer[:600_000]) == DATA[:600_000]
        with pytest.raises(OSError, match="piece of the image is missing"):
            medium.read_into(buffer[:10], 600_064)
        assert medium.read_into(buffer[:100], 900_096) == 100
        assert bytes(buffer[:100]) == DATA[900_096:900_196]
    (tmp_path / "disk.002").write_bytes(b"short")
    with closing(open_medium(str(path))) as medium:
        assert any("has 5 bytes, the first 300032" in one.message for one in medium.faults())


def test_a_later_piece_is_refused_and_pieces_of_something_else_are_no_disk(tmp_path):
    path = images.split(tmp_path, DATA, 1_000_000)
    with pytest.raises(UsageError, match=r"name the first, disk\.001"):
        open_medium(str(tmp_path / "disk.002"))
    assert medium_at(str(path)).kind == "raw"
    for number in (1, 2):
        (tmp_path / f"films.7z.{number:03}").write_bytes(b"7z\xbc\xaf\x27\x1c" + bytes(5000))
    assert medium_at(str(tmp_path / "films.7z.001")) is None


def test_pieces_named_by_letters_or_from_zero_on_are_joined(tmp_path):
    assert medium_at(str(images.split(tmp_path, DATA, 1_000_000, first=0)))
    subprocess.run(
        ["split", "-b", "700000", str(images.raw(tmp_path, DATA)), str(tmp_path / "x.")], check=True
    )
    for name in ("disk.000", "x.aa"):
        with closing(open_medium(str(tmp_path / name))) as medium:
            assert everything(medium) == DATA


def test_known_containers_without_a_reader_are_refused_by_name(tmp_path):
    signs = (
        (b"EVF2\r\n\x81\0", "Ex01"),
        (b"AFF10\r\n\0", "AFF image"),
        (b"LVF\x09\r\n\xff\0", "L01"),
        (b"COWD", "ESX"),
        (b"PK\x03\x04" + b"\0" * 26 + b"aff4://1234", "AFF4"),
        (b"encrcdsa", "encrypted disk image"),
    )
    for sign, word in signs:
        (tmp_path / "image").write_bytes(sign + bytes(4096))
        assert medium_at(str(tmp_path / "image")).kind == "unread"
        with pytest.raises(UsageError, match=word):
            open_medium(str(tmp_path / "image"))


@pytest.mark.parametrize("name", [one for one in images.BUILDERS if one not in {"raw", "split"}])
def test_a_container_is_never_taken_for_raw_bytes(name, tmp_path):
    path = images.BUILDERS[name](tmp_path, DATA)
    assert medium_at(str(path)).kind not in {"raw", "unread"}


def test_other_files_and_folders_are_no_media(tmp_path):
    for number, data in enumerate((b"", b"text\n" * 1000, b"PK\x03\x04" + bytes(600), bytes(4096))):
        (tmp_path / str(number)).write_bytes(data)
        assert medium_at(str(tmp_path / str(number))) is None
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "none", tmp_path / "pipe", "/dev/null", "a\0b", ""):
        assert medium_at(str(path)) is None
    for path in (tmp_path, tmp_path / "none", tmp_path / "pipe", "/dev/null"):
        with pytest.raises(StopError):
            open_medium(str(path))


def test_a_file_without_a_sign_is_read_raw_where_that_was_asked_for(tmp_path):
    (tmp_path / "wiped").write_bytes(bytes(4096))
    with closing(open_medium(str(tmp_path / "wiped"))) as medium:
        assert everything(medium) == bytes(4096)


@pytest.mark.parametrize("name", [one for one in images.BUILDERS if one not in {"raw", "split"}])
def test_a_container_cut_anywhere_in_its_header_ends_in_words(name, tmp_path):
    path = images.BUILDERS[name](tmp_path, DATA)
    kind = medium_at(str(path))
    whole = path.read_bytes()
    for length in (*range(0, 1300, 3), 4095, 4096, 66_000, 200_000):
        at_end = kind.kind in {"vhd", "udif"}
        path.write_bytes(whole[-length:] if at_end and length else whole[:length])
        if not kind.accepts(str(path)):
            continue
        with suppress(StopError), closing(open_medium(str(path))) as medium:
            assert medium.facts()["kind"] == kind.kind
            with suppress(OSError):
                medium.read_into(memoryview(bytearray(100)), 1000)
