"""The manifest: frames, order, root; and what a changed one is answered with."""

import base64
import hashlib

import orjson
import pytest
import zstandard

from mediascan.model.errors import TamperedError
from mediascan.model.row import Row
from mediascan.report import manifest as writing
from mediascan.report.manifest import INDEX, MANIFEST, ManifestWriter
from mediascan.report.manifest_reader import (
    check_manifest,
    find_row,
    lines,
    place_of_row,
    rows,
)
from mediascan.report.proof import decoded, proof_of
from mediascan.report.rows import row_data

FRAME = 8  # rows a frame in these tests


@pytest.fixture(autouse=True)
def small_frames(monkeypatch):
    monkeypatch.setattr(writing, "FRAME_ROWS", FRAME)


def row(path, size=5):
    digest = hashlib.sha256(path).digest()
    known = (path, 0, 0, size, 1 << 60, 2, 3, size, digest, digest, None, None, None)
    return Row(*known, "text", None, None, None)


def write(folder, count):
    paths = sorted(b"%d \xff" % n if n % 3 == 0 else b"%d" % n for n in range(count))
    writer = ManifestWriter(folder, b"secret")
    for path in paths:
        writer.add(path, row_data(row(path)))
    return paths, writer.close()


def root_of(leaves):
    """RFC 9162 section 2.1.1, as it is defined there."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    k = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + root_of(leaves[:k]) + root_of(leaves[k:])).digest()


@pytest.mark.parametrize("count", [0, 1, FRAME - 1, FRAME, FRAME + 1, 5 * FRAME, 5 * FRAME + 3])
def test_what_was_written_is_read_and_its_root_is_that_of_the_standard(tmp_path, count):
    paths, stated = write(tmp_path, count)
    assert [path for path, _ in rows(tmp_path)] == paths
    assert stated["frames"] == -(-count // FRAME)
    assert stated["merkle"]["root"] == root_of(list(lines(tmp_path))).hex()
    totals = check_manifest(tmp_path, stated)
    assert (totals.rows, totals.files, totals.bytes) == (count, count, 5 * count)
    for path in paths:
        assert find_row(tmp_path, path)["sha256"] == hashlib.sha256(path).hexdigest()
    assert find_row(tmp_path, b"no such path") is None


def test_every_row_has_a_salt_of_its_own_and_its_bytes(tmp_path):
    write(tmp_path, 20)
    found = [row for _, row in rows(tmp_path)]
    assert len({row["salt"] for row in found}) == 20
    assert all(len(row["salt"]) == 32 for row in found)
    odd = next(row for row in found if "path_b64" in row)
    assert base64.b64decode(odd["path_b64"]).endswith(b" \xff")


def rewrite(folder, change):
    data = (
        zstandard.ZstdDecompressor()
        .stream_reader((folder / MANIFEST).read_bytes(), read_across_frames=True)
        .read()
    )
    (folder / MANIFEST).write_bytes(zstandard.ZstdCompressor().compress(change(data)))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda data: data.replace(b'"size":"5"', b'"size":"6"', 1), "index does not fit"),
        (lambda data: data[data.index(b"\n") + 1 :], "index does not fit|root"),
        (lambda data: data + data[-data[:-1][::-1].index(b"\n") - 1 :], "not in order"),
        (lambda data: data[:-1], "cut short"),
        (lambda data: data.replace(b'"path"', b'"patj"'), "cannot be read|index"),
        (lambda data: b"nonsense\n" + data, "cannot be read"),
        (lambda _data: b"", "root|frames"),
    ],
)
def test_a_changed_manifest_is_answered_with_what_is_wrong(tmp_path, change, words):
    _, stated = write(tmp_path, 20)
    rewrite(tmp_path, change)
    with pytest.raises(TamperedError, match=words):
        check_manifest(tmp_path, {**stated, "frameRows": FRAME})


def test_what_is_no_manifest_is_refused(tmp_path):
    _, stated = write(tmp_path, 20)
    (tmp_path / MANIFEST).write_bytes(b"not zstd")
    with pytest.raises(TamperedError):
        list(rows(tmp_path))
    write(tmp_path, 20)
    (tmp_path / INDEX).write_bytes(orjson.dumps({"frames": []}))
    with pytest.raises(TamperedError, match="index"):
        check_manifest(tmp_path, {**stated, "frameRows": FRAME})


@pytest.mark.parametrize("count", [1, FRAME - 1, FRAME, FRAME + 1, 3 * FRAME, 5 * FRAME + 3])
def test_each_row_is_proven_against_the_signed_root(tmp_path, count):
    paths, stated = write(tmp_path, count)
    every = list(lines(tmp_path))
    for number, path in enumerate(paths):
        placed = place_of_row(tmp_path, path)
        assert placed == place_of_row(tmp_path, number)
        assert (placed.number, placed.line) == (number, every[number])
        proof = proof_of(tmp_path, placed)
        assert decoded(proof.encoded()) == proof
        assert proof.holds(placed.line, stated["merkle"])
        assert not proof.holds(placed.line + b" ", stated["merkle"])
        assert not proof.holds(every[number - 1], stated["merkle"]) or count == 1
    assert place_of_row(tmp_path, count) is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"mediascan inclusion proof 1\nrow 1",
        b"mediascan inclusion proof 1\nrow 01\n",
        b"mediascan inclusion proof 1\nrow -1\n",
        b"mediascan inclusion proof 2\nrow 1\n",
        b"mediascan inclusion proof 1\nrow 1\nhash 00\n",
        b"mediascan inclusion proof 1\nrow 1\n" + b"hash %b\n" % (b"00" * 32) * 65,
        b"mediascan inclusion proof 1\nrow \xff\n",
    ],
)
def test_what_is_no_proof_is_refused(data):
    with pytest.raises(TamperedError):
        decoded(data)
