"""A sample of a real folder: what is drawn is read, what is not as it was is said in words."""

import hashlib
import os
import zipfile
from collections import Counter

import orjson
import pytest
import zstandard
from blake3 import blake3

from mediascan.model.errors import IncompleteError, TamperedError, UsageError
from mediascan.report.amount import amount
from mediascan.report.detection import missed
from mediascan.report.manifest import MANIFEST
from mediascan.runs.sample import Sample
from mediascan.sources import directory

SEGMENT = 100  # bytes, in these reports
LARGE = bytes(range(250))


def row(path, data):
    """The row of a file with these bytes."""
    made = {
        "path": path,
        "type": "file",
        "size": str(len(data)),
        "blake3": blake3(data).hexdigest(),
        "sha256": hashlib.sha256(data).hexdigest(),
    }
    if len(data) >= SEGMENT:
        parts = [data[at : at + SEGMENT] for at in range(0, len(data), SEGMENT)]
        made["segments"] = [blake3(part).hexdigest() for part in parts]
    return made


@pytest.fixture
def tree(tmp_path):
    """A folder with a large and some small files."""
    place = tmp_path / "tree"
    (place / "sub").mkdir(parents=True)
    for name, data in FILES.items():
        (place / name).write_bytes(data)
    return place


FILES = {"empty": b"", "large": LARGE, "small": b"small", "sub/deep": b"deep"}
PIECES = 6
ROWS = [row(name, data) for name, data in FILES.items()]


def sample(tmp_path, rows=ROWS, much="100%", seed="seed"):
    """A sample of a report with these rows."""
    report = tmp_path / "report"
    report.mkdir(exist_ok=True)
    lines = b"".join(orjson.dumps(one) + b"\n" for one in rows)
    (report / MANIFEST).write_bytes(zstandard.compress(lines))
    return Sample(report, amount(much), seed, SEGMENT)


def found(tree, tmp_path, **more):
    one = sample(tmp_path, **more)
    return [(d.path.decode(), d.what, d.words) for d in one.differences(str(tree))]


def test_what_is_as_it_was_is_no_difference_and_all_of_it_was_read(tree, tmp_path):
    one = sample(tmp_path)
    assert list(one.differences(str(tree))) == []
    assert (one.population.count, one.drawn, one.files) == (PIECES, PIECES, len(FILES))
    assert one.read == one.population.bytes == sum(map(len, FILES.values()))


def test_no_more_is_read_than_was_drawn(tree, tmp_path):
    for number in range(50):
        one = sample(tmp_path, much="1", seed=str(number))
        assert list(one.differences(str(tree))) == []
        assert (one.drawn, one.files) == (1, 1)
        assert one.read in {0, 4, 5, 50, 100}


@pytest.mark.parametrize("piece", range(3))
def test_a_changed_segment_is_found_just_when_it_is_drawn(tree, tmp_path, piece):
    """As often as the probability says: over 300 seeds, within five standard deviations."""
    data = bytearray(LARGE)
    data[piece * SEGMENT + 7] ^= 1
    (tree / "large").write_bytes(data)
    length = min(SEGMENT, len(LARGE) - piece * SEGMENT)
    words = f"{length} bytes at offset {piece * SEGMENT}"
    caught = 0
    for number in range(300):
        said = found(tree, tmp_path, much="2", seed=str(number))
        assert all(words in one[2] and one[:2] == ("large", "changed") for one in said)
        caught += len(said)
    chance = 1 - missed(PIECES, 2, 1)
    assert abs(caught - 300 * chance) < 5 * (300 * chance * (1 - chance)) ** 0.5


def test_every_piece_is_drawn_equally_often(tree, tmp_path):
    """Each file is emptied or filled, so a difference says which file was drawn."""
    for name in FILES:
        (tree / name).write_bytes(b"x" * 999)
    drawn = Counter(
        name for n in range(300) for name, _, _ in found(tree, tmp_path, much="1", seed=str(n))
    )
    assert sum(drawn.values()) == 300
    assert abs(drawn["large"] - 150) < 44  # three of six pieces; five standard deviations
    assert all(abs(drawn[name] - 50) < 33 for name in FILES if name != "large")


def test_damage_is_joined_and_said_once_a_file(tree, tmp_path):
    (tree / "large").write_bytes(bytes(250))
    (one,) = sample(tmp_path).differences(str(tree))
    assert one.words == "content differs, of 3 drawn: 250 bytes at offset 0"
    assert one.damage.ranges == [(0, 250)]


def test_a_large_file_without_segments_is_one_piece(tree, tmp_path):
    rows = [{k: v for k, v in row("large", LARGE).items() if k != "segments"}]
    assert found(tree, tmp_path, rows=rows) == []
    (tree / "large").write_bytes(LARGE[:-1] + b"x")
    assert found(tree, tmp_path, rows=rows) == [
        ("large", "changed", "content differs, of 1 drawn: 250 bytes at offset 0")
    ]


@pytest.mark.parametrize("name", ["md5", "sha1", "sha256", "blake3"])
def test_each_digest_alone_is_compared(tree, tmp_path, name):
    digest = blake3(b"small") if name == "blake3" else hashlib.new(name, b"small")
    rows = [{"path": "small", "type": "file", "size": "5", name: digest.hexdigest()}]
    assert found(tree, tmp_path, rows=rows) == []
    (tree / "small").write_bytes(b"smalL")
    assert len(found(tree, tmp_path, rows=rows)) == 1


def test_what_is_gone_or_something_else_is_said(tree, tmp_path):
    (tree / "large").write_bytes(b"shorter")
    (tree / "small").unlink()
    (tree / "small").symlink_to("empty")
    (tree / "sub" / "deep").unlink()
    (tree / "empty").unlink()
    os.mkfifo(tree / "empty")
    assert found(tree, tmp_path) == [
        ("empty", "changed", "type was file, is another now"),
        ("large", "changed", "size was 250, is 7"),
        ("small", "changed", "type was file, is another now"),
        ("sub/deep", "missing", "in the report, but not there now"),
    ]
    (tree / "sub").rmdir()
    (tree / "sub").symlink_to(tmp_path)
    (tmp_path / "deep").write_bytes(b"deep")  # a link is never followed
    assert found(tree, tmp_path)[-1] == ("sub/deep", "missing", "in the report, but not there now")


def test_what_cannot_be_read_is_said_with_its_place(tree, tmp_path, monkeypatch):
    read_into = directory._File.read_into

    def failing(self, buffer, offset):
        if 100 <= offset < 200:
            raise OSError(5, "Input/output error")
        return read_into(self, buffer, offset)

    monkeypatch.setattr(directory._File, "read_into", failing)
    data = bytearray(LARGE)
    data[0] ^= 1
    (tree / "large").write_bytes(data)
    ((_, _, words),) = found(tree, tmp_path)
    assert words == (
        "content differs, of 3 drawn: 100 bytes at offset 0; "
        "cannot be read now (Input/output error): 100 bytes at offset 100"
    )
    (tree / "large").write_bytes(LARGE)
    (one,) = sample(tmp_path).differences(str(tree))
    assert one.damage.ranges == [(100, 100)]


def test_short_reads_and_a_file_that_ends_early_are_no_riddle(tree, tmp_path, monkeypatch):
    read_into = directory._File.read_into
    monkeypatch.setattr(directory._File, "read_into", lambda s, b, at: read_into(s, b[:3], at))
    assert found(tree, tmp_path) == []
    monkeypatch.setattr(directory._File, "read_into", lambda *_: 0)
    assert [name for name, _, _ in found(tree, tmp_path)] == ["large", "small", "sub/deep"]


def test_an_archive_is_sampled_as_a_folder_is(tmp_path):
    archive = tmp_path / "a.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in FILES.items():
            made.writestr(name, data)
    assert found(f"zip://{archive}", tmp_path) == []
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("empty/file", b"")
        made.writestr("large", LARGE[:-1] + b"x")
        made.writestr("small", b"smaller")
    assert found(f"zip://{archive}", tmp_path) == [
        ("empty", "changed", "type was file, is another now"),
        ("large", "changed", "content differs, of 3 drawn: 50 bytes at offset 200"),
        ("small", "changed", "size was 5, is 7"),
        ("sub/deep", "missing", "in the report, but not there now"),
    ]


@pytest.mark.parametrize(
    "path", ["../out", "sub/../../out", "/etc/passwd", "sub//deep", ".", "a\0b", "sub/"]
)
def test_a_signed_path_cannot_lead_out_of_the_source(tree, tmp_path, path):
    with pytest.raises(TamperedError, match="leads out"):
        found(tree, tmp_path, rows=[row(path, b"x")])


def test_nothing_to_draw_is_no_error(tree, tmp_path):
    one = sample(tmp_path, rows=[{"path": "sub", "type": "folder", "size": "0"}])
    assert list(one.differences(str(tree))) == []
    assert (one.drawn, one.population.others) == (0, 1)


def test_a_source_or_a_seed_that_is_none_is_refused(tree, tmp_path, monkeypatch):
    with pytest.raises(UsageError):
        found(tmp_path / "nowhere", tmp_path)
    with pytest.raises(UsageError):
        found(tree, tmp_path, seed="a\nb")
    monkeypatch.setattr(os, "open", lambda *_, **__: (_ for _ in ()).throw(OSError(5, "I/O")))
    with pytest.raises(IncompleteError):
        list(sample_of(tree, tmp_path))


def sample_of(tree, tmp_path):
    return Sample(tmp_path, amount("1"), "s", SEGMENT).differences(str(tree))


def test_the_claims_are_those_of_the_pieces_that_a_change_touches_at_least(tree, tmp_path):
    one = sample(tmp_path, rows=[row("large", LARGE * 40)] * 2, much="20%")
    list(one.differences(str(tree)))
    assert [(c.bytes, c.pieces) for c in one.claims()] == [(2000, 20), (200, 2), (20, 1)]
    assert [c.missed for c in one.claims()] == [missed(200, 40, k) for k in (20, 2, 1)]
