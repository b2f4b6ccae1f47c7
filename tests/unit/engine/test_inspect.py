"""What a worker says of single entries."""

import json

import pytest

from mediascan.engine import inspect as engine
from mediascan.engine.identify import NoMeter
from mediascan.engine.inspect import Inspector
from mediascan.model.limits import MIB
from mediascan.model.reading import Reading
from mediascan.model.source import Batch, EntryKind, Group, SourceSpec
from mediascan.sources import directory


def inspect(folder, *names, meter=None, alone=False):
    spec = SourceSpec("directory", str(folder))
    inspector = Inspector(spec, Reading(), meter or NoMeter())
    group = Group(b"", names, bytes([EntryKind.FILE]) * len(names))
    return inspector.inspect(Batch((group,), alone))


def only(result):
    (row,) = result.columns.rows()
    return row


def test_a_file_that_changes_while_it_is_read_has_no_digest(tmp_path):
    path = tmp_path / "log"
    path.write_bytes(b"x" * 3 * MIB)

    class Writer(NoMeter):
        def add(self, _count):
            with path.open("ab") as stream:
                stream.write(b"more")

    row = only(inspect(tmp_path, b"log", meter=Writer()))
    assert row.sha256 is None
    assert row.unread == 1
    assert json.loads(row.detail)["faults"][0]["kind"] == "changed"


def test_a_file_that_is_gone_when_its_turn_comes_is_said(tmp_path):
    row = only(inspect(tmp_path, b"gone"))
    assert json.loads(row.detail)["faults"][0]["kind"] == "vanished"
    assert row.unread == 1


def test_a_link_that_took_the_place_of_a_file_is_not_followed(tmp_path):
    (tmp_path / "file").symlink_to("/etc/passwd")
    row = only(inspect(tmp_path, b"file"))
    assert row.sha256 is None
    assert json.loads(row.detail)["faults"]


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr(engine, "BATCH_BYTES", 1000)
    monkeypatch.setattr(engine, "BUFFER", 100)  # above this nothing takes the short way


def test_a_large_file_is_left_for_a_batch_of_its_own(tmp_path, small_batches):
    (tmp_path / "large").write_bytes(bytes(5000))
    (tmp_path / "small").write_bytes(bytes(10))
    result = inspect(tmp_path, b"large", b"small")
    assert result.large == ((b"", b"large"),)
    assert only(result).path == b"small"
    assert only(inspect(tmp_path, b"large", alone=True)).read == 5000


def test_a_full_batch_leaves_the_rest_for_later(tmp_path, small_batches):
    for name in "abc":
        (tmp_path / name).write_bytes(bytes(900))
    result = inspect(tmp_path, b"a", b"b", b"c")
    assert len(result.columns) == 2
    assert result.later == ((b"", b"c"),)


@pytest.mark.parametrize("size", [100_000, 3 * MIB, 20 * MIB])
def test_a_filling_is_one_only_to_the_last_byte(tmp_path, size):
    (tmp_path / "zeros").write_bytes(bytes(size))
    (tmp_path / "hiding").write_bytes(bytes(size - 1) + b"x")
    assert only(inspect(tmp_path, b"zeros")).content == "constant"
    assert only(inspect(tmp_path, b"hiding")).content == "unknown"


def test_an_empty_file_has_a_digest(tmp_path):
    (tmp_path / "empty").touch()
    row = only(inspect(tmp_path, b"empty"))
    assert row.content == "empty"
    assert row.sha256.hex().startswith("e3b0c442")


@pytest.mark.parametrize("size", [50_000, 300_000, 20 * MIB])
def test_a_text_is_one_only_to_the_last_byte(tmp_path, size):
    text = b"hello world\n" * (size // 12)
    (tmp_path / "a").write_bytes(text)
    (tmp_path / "b").write_bytes(text + b"GGUF\0")
    assert only(inspect(tmp_path, b"a", alone=True)).content == "text"
    assert only(inspect(tmp_path, b"b", alone=True)).content == "unknown"


def test_blocks_that_are_allotted_late_are_no_change(tmp_path, monkeypatch):
    (tmp_path / "new").write_bytes(bytes(range(256)) * 4096)
    seen = []
    real = directory._identity

    def late(status):
        seen.append(status)
        return real(status)._replace(allocated=4096 * len(seen))

    monkeypatch.setattr(directory, "_identity", late)
    row = only(inspect(tmp_path, b"new"))
    assert len(seen) > 1
    assert row.sha256
    assert row.detail is None
