"""Members of containers: rows, digests, caps and what is said where they were not inspected."""

import bz2
import gzip
import hashlib
import io
import lzma
import random
import struct
import tarfile
import zipfile
import zlib

import pytest
import zstandard

from mediascan.engine.identify import NoMeter
from mediascan.engine.inspect import Inspector
from mediascan.model.reading import Reading
from mediascan.model.source import Batch, EntryKind, Group, SourceSpec
from mediascan.reading.unpacking import allowance
from mediascan.report.rows import row_data

TEXT = b"the quick brown fox jumps over the lazy dog\n" * 40
NOISE = random.Random(3).randbytes(400_000)
FILES = {b"a/text.txt": TEXT, b"noise.bin": NOISE, b"./dot/\xc3\xa9.txt": TEXT[:99]}


def tar(files=FILES, kind=tarfile.PAX_FORMAT):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=kind) as archive:
        for name, data in files.items():
            one = tarfile.TarInfo(name.decode("utf-8", "surrogateescape"))
            one.size = len(data)
            archive.addfile(one, io.BytesIO(data))
    return out.getvalue()


def zipped(files=FILES, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name.decode(), data)
    return out.getvalue()


def inspected(tmp_path, data, name="one.bin", depth=5):
    """The rows of a file with `data` and of what is in it, by path; parts come as they are sent."""
    (tmp_path / name).write_bytes(data)
    sent = []
    spec = SourceSpec("directory", str(tmp_path))
    inspector = Inspector(spec, Reading(depth=depth), NoMeter(), sent.append)
    group = Group(b"", (name.encode(),), bytes([EntryKind.FILE]))
    batch = Batch((group,), alone=True)
    result = inspector.inspect(batch)
    rows = [row for one in (*sent, result) for row in one.columns.rows()]
    return {row.path: row_data(row) for row in rows}


def digest(data):
    return hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("kind", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_members_of_tar_have_the_digests_of_their_content(tmp_path, kind):
    rows = inspected(tmp_path, tar(kind=kind))
    for name, data in FILES.items():
        assert rows[b"one.bin\0/" + name]["sha256"] == digest(data)
    assert rows[b"one.bin"]["members"]["complete"] is True
    assert rows[b"one.bin"]["sha256"] == digest(tar(kind=kind))


@pytest.mark.parametrize("method", [0, 8, 12, 14])
def test_members_of_zip_have_the_digests_of_their_content(tmp_path, method):
    rows = inspected(tmp_path, zipped(method=method))
    assert {path: row["sha256"] for path, row in rows.items() if b"\0" in path} == {
        b"one.bin\0/" + name: digest(data) for name, data in FILES.items()
    }


@pytest.mark.parametrize(
    ("pack", "suffix"),
    [
        (gzip.compress, "gz"),
        (bz2.compress, "bz2"),
        (lzma.compress, "xz"),
        (zstandard.compress, "zst"),
    ],
)
def test_a_tar_in_a_compressed_stream_is_opened_as_well(tmp_path, pack, suffix):
    rows = inspected(tmp_path, pack(tar()), f"one.tar.{suffix}")
    container = f"one.tar.{suffix}".encode() + b"\0/one.tar"
    assert rows[container]["sha256"] == digest(tar())
    for name, data in FILES.items():
        assert rows[container + b"\0/" + name]["sha256"] == digest(data)


def test_nothing_is_opened_without_depth(tmp_path):
    assert list(inspected(tmp_path, tar(), depth=0)) == [b"one.bin"]


def test_a_deeper_container_than_asked_for_is_said_to_be_closed(tmp_path):
    rows = inspected(tmp_path, gzip.compress(gzip.compress(gzip.compress(TEXT))), "one", depth=2)
    assert len(rows) == 3
    deepest = rows[max(rows, key=len)]
    assert "more than 2 containers" in deepest["members"]["faults"][0]["message"]
    assert rows[b"one"]["members"]["complete"] is False


def formats(row):
    return {one["format"] for one in row.get("findings", ())}


@pytest.mark.parametrize(("pack", "suffix"), [(gzip.compress, "gz"), (lzma.compress, "xz")])
def test_a_bomb_becomes_a_finding_and_a_fault(tmp_path, monkeypatch, pack, suffix):
    monkeypatch.setattr(allowance, "SLACK", 1 << 20)
    rows = inspected(tmp_path, pack(bytes(30 << 20)), f"zeros.{suffix}")
    container, member = (
        rows[f"zeros.{suffix}".encode()],
        rows[f"zeros.{suffix}".encode() + b"\0/zeros"],
    )
    assert "archive_bomb" in formats(container)
    assert "sha256" in container
    assert "sha256" not in member
    assert int(member["size"]) < 8 << 20
    assert member["faults"][0]["kind"] == "limit"


def test_too_many_members_are_said(tmp_path, monkeypatch):
    monkeypatch.setattr(allowance, "MEMBERS", 20)
    rows = inspected(tmp_path, tar({b"%03d" % number: b"x" for number in range(50)}))
    assert len(rows) == 21
    assert rows[b"one.bin"]["members"]["faults"][0]["message"] == "members: more than 20 members"


def test_members_that_overlap_are_a_conflict_and_read_once(tmp_path):
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    kernel = packed.compress(TEXT) + packed.flush()
    fixed = (8, 0, 0, zlib.crc32(TEXT), len(kernel), len(TEXT), 1)
    local = struct.pack("<4sHHHHHIIIHH", b"PK\3\4", 20, 0, *fixed, 0) + b"A" + kernel
    entry = struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\1\2", 20, 20, 0, *fixed, 0, 0, 0, 0, 0, 0)
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 9, 9, 9 * 47, len(local), 0)
    rows = inspected(tmp_path, local + (entry + b"A") * 9 + end)
    assert "archive_conflict" in formats(rows[b"one.bin"])
    assert rows[b"one.bin"]["members"]["unread"] == 8


def test_a_member_that_the_directory_hides_is_read_and_said(tmp_path):
    hidden = zipped({b"hidden.txt": TEXT}, 0)
    out = io.BytesIO(hidden[: hidden.index(b"PK\1\2")])
    out.seek(0, io.SEEK_END)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("shown.txt", TEXT[:50])
    rows = inspected(tmp_path, out.getvalue())
    assert "archive_conflict" in formats(rows[b"one.bin"])
    assert rows[b"one.bin\0/hidden.txt"]["sha256"] == digest(TEXT)


def test_an_encrypted_member_is_named_and_said_to_be_encrypted(tmp_path):
    data = bytearray(zipped({b"secret.txt": TEXT}, 0))
    data[6] |= 1
    data[data.index(b"PK\1\2") + 8] |= 1
    row = inspected(tmp_path, bytes(data))[b"one.bin\0/secret.txt"]
    assert row["faults"][0]["kind"] == "encrypted"
    assert [one["kind"] for one in row["findings"]] == ["encrypted"]


def test_a_sparse_member_of_an_exbibyte_is_a_bomb_and_not_expanded(tmp_path):
    one = tarfile.TarInfo("sparse")
    head = bytearray(one.tobuf(tarfile.GNU_FORMAT))
    head[124:136] = b"%011o\0" % 512
    head[156:157] = b"S"
    head[386:410] = b"%011o\0%011o\0" % (0, 512)
    head[483:495] = b"\x80" + (1 << 60).to_bytes(11, "big")
    head[148:156] = b" " * 8
    head[148:156] = b"%06o\0 " % sum(head)
    rows = inspected(tmp_path, bytes(head) + bytes(512) + bytes(1024))
    assert formats(rows[b"one.bin\0/sparse"]) == {"archive_bomb"}


def test_names_stay_as_they_are_and_lead_nowhere(tmp_path):
    names = {b"../../etc/passwd": TEXT, b"/absolute": TEXT, b"\xff\xfe": TEXT}
    rows = inspected(tmp_path, tar(names, tarfile.GNU_FORMAT))
    assert set(rows) == {b"one.bin", *(b"one.bin\0/" + name for name in names)}


def test_a_checkpoint_in_a_tar_in_zstd_is_found(tmp_path):
    header = b'{"w":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}'
    model = struct.pack("<Q", len(header)) + header + bytes(range(16))
    data = zstandard.compress(tar({b"model.safetensors": model}))
    rows = inspected(tmp_path, data, "x.tar.zst")
    assert "safetensors" in formats(rows[b"x.tar.zst\0/x.tar\0/model.safetensors"])


def test_what_is_one_thing_as_a_whole_is_not_unpacked(tmp_path):
    numpy = pytest.importorskip("numpy")
    out = io.BytesIO()
    numpy.savez(out, a=numpy.arange(9), b=numpy.arange(7))
    assert list(inspected(tmp_path, out.getvalue(), "x.npz")) == [b"x.npz"]


def test_rows_of_many_members_go_ahead_in_parts(tmp_path, monkeypatch):
    monkeypatch.setattr("mediascan.engine.gather.PART_ROWS", 7)
    files = {b"%03d.txt" % number: b"text %d\n" % number for number in range(40)}
    rows = inspected(tmp_path, tar(files))
    assert len(rows) == 41
    assert rows[b"one.bin"]["members"]["count"] == 40


@pytest.mark.parametrize("data", [tar(), gzip.compress(tar()), zipped(), zipped(method=14)])
def test_cut_anywhere_a_container_still_has_its_row(tmp_path, data):
    for length in range(0, len(data), max(1, len(data) // 40)):
        assert b"one.bin" in inspected(tmp_path, data[:length])


def test_damage_anywhere_in_a_container_is_never_our_own_error(tmp_path):
    source = random.Random(11)
    for data in (tar(), gzip.compress(tar()), zstandard.compress(tar()), zipped()):
        for _ in range(25):
            bad = bytearray(data)
            for _ in range(4):
                near = source.choice((len(bad), 600))
                bad[source.randrange(near)] = source.randrange(256)
            rows = inspected(tmp_path, bytes(bad))
            kinds = {one["kind"] for row in rows.values() for one in row.get("faults", ())}
            assert "crashed" not in kinds
