"""What two rows of one path say of an entry."""

import pytest

from mediascan.model.change import What
from mediascan.report.blind import Blind
from mediascan.report.compare import compare, strong_digest


def file(size=5, **digests):
    return {"type": "file", "size": str(size), "mtime_ns": "1", **digests}


A, B = "a" * 64, "b" * 64
FAULT = [{"kind": "unreadable", "message": ""}]


@pytest.mark.parametrize(
    ("earlier", "later", "what"),
    [
        (file(blake3=A), file(blake3=A), What.SAME),
        (file(blake3=A, sha256=A), file(sha256=A), What.SAME),
        (file(blake3=A), file(blake3=B), What.CHANGED),
        (file(blake3=A, sha256=A), file(blake3=A, sha256=B), What.CHANGED),
        (file(4, blake3=A), file(5), What.CHANGED),
        (file(blake3=A), file(sha256=A), What.UNKNOWN),
        (file(blake3=A), file(), What.UNKNOWN),
        (file(md5="a"), file(md5="a"), What.UNKNOWN),
        (file(md5="a"), file(md5="b"), What.CHANGED),
        (file(0), file(0), What.UNKNOWN),
        (file(), {"type": "folder"}, What.CHANGED),
        ({"type": "folder"}, {"type": "folder", "size": "9"}, What.SAME),
        ({"type": "folder"}, {"type": "folder", "faults": FAULT}, What.UNKNOWN),
        ({"type": "link", "target": "a"}, {"type": "link", "target": "a"}, What.SAME),
        ({"type": "link", "target": "a"}, {"type": "link", "target": "b"}, What.CHANGED),
        ({"type": "link"}, {"type": "link", "target": "b"}, What.UNKNOWN),
        ({"type": "fifo"}, {"type": "fifo"}, What.SAME),
        ({"type": "unknown"}, {"type": "unknown"}, What.UNKNOWN),
    ],
)
def test_same_is_said_only_of_what_a_strong_digest_vouches_for(earlier, later, what):
    assert compare(earlier, later)[0] is what
    assert compare(later, earlier)[0] is what


def test_a_file_without_content_has_no_pair():
    assert strong_digest(file(0, blake3=A), ("blake3",)) is None
    assert strong_digest(file(blake3=A), ("sha256",)) is None
    assert strong_digest(file(blake3=A, sha256=B), ("blake3", "sha256")) == bytes.fromhex(A)


def test_what_a_report_could_not_see_is_not_called_gone():
    blind = Blind({"predicate": {"coverage": {}}})
    blind.look(b"a", {"type": "folder", "faults": FAULT})
    blind.look(b"b", {"type": "folder"})
    seen = [blind.covers(path) for path in (b"a/x", b"a/x/y", b"a", b"ab", b"b/x", b"x/a/y")]
    assert seen == [True, True, False, False, False, False]
    vanished = Blind({"predicate": {"coverage": {"vanished": True}}})
    assert vanished.covers(b"anything")


def test_with_too_many_folders_to_remember_nothing_is_known(monkeypatch):
    monkeypatch.setattr("mediascan.report.blind.FOLDERS", 2)
    blind = Blind({"predicate": {"coverage": {}}})
    for name in (b"a", b"b"):
        blind.look(name, {"type": "folder", "faults": FAULT})
    assert not blind.covers(b"c/d")
    blind.look(b"c", {"type": "folder", "faults": FAULT})
    assert blind.covers(b"d/e")
