"""What of an entry is not as the report has it, in words that are true."""

import pytest

from mediascan.engine.digests import SEGMENT
from mediascan.model.errors import TamperedError
from mediascan.runs.verify import _changes, _damage, _where, segment_bytes

FILE = {"type": "file", "size": "5", "sha256": "aa"}
UNREAD = {"type": "file", "size": "5", "faults": [{"kind": "unreadable", "message": "bad\nsector"}]}
FOLDER = {"type": "folder", "size": "4096"}
CLOSED = FOLDER | {"faults": [{"kind": "unreadable", "message": "Permission denied"}]}
LARGE = {"type": "file", "size": str(3 * SEGMENT), "sha256": "aa", "segments": ["a", "b", "c"]}


@pytest.mark.parametrize(
    ("then", "today", "words"),
    [
        (FILE, FILE, ""),
        (UNREAD, UNREAD, ""),
        (FOLDER, FOLDER | {"size": "8192"}, ""),
        (CLOSED, CLOSED, ""),
        (FILE, FILE | {"sha256": "bb"}, "sha256 was aa, is bb"),
        (UNREAD, FILE, "was not fully read for the report, and can be read now"),
        (
            FILE,
            UNREAD,
            "was read for the report, and cannot be read now (bad\\u{a}sector)",
        ),
        (
            FOLDER,
            CLOSED,
            "was listed for the report, and cannot be listed now (Permission denied)",
        ),
        (FILE, FOLDER, "type was file, is folder, size was 5, is 4096, sha256 was aa, is none"),
        (
            {"type": "link", "size": "1", "target": "\x1b[31m"},
            {"type": "link", "size": "1", "target": "x"},
            "target was \\u{1b}[31m, is x",
        ),
    ],
)
def test_the_words_of_a_change(then, today, words):
    assert _changes(then, today) == words


def test_where_a_large_file_differs_or_cannot_be_read():
    assert _damage(FILE, FILE) is None
    assert _where(None) == ""
    other = LARGE | {"sha256": "bb", "segments": ["a", "x", "c"]}
    assert _where(_damage(LARGE, other)) == f"; in {SEGMENT} bytes at offset {SEGMENT}"
    hole = {"type": "file", "size": "5", "holes": [{"offset": "2", "length": "3", "errno": 5}]}
    assert _where(_damage(FILE, hole)) == "; in 3 bytes at offset 2"
    assert _damage(hole, hole) is None
    assert "contradicts itself" in _where(_damage(LARGE, LARGE | {"sha256": "bb"}))


def test_the_length_of_segments_is_that_of_the_statement():
    def statement(**options):
        return {"predicate": {"options": options}}

    assert segment_bytes(statement(segmentBytes="67108864")) == SEGMENT
    assert segment_bytes(statement()) == 0
    assert segment_bytes(None) == 0
    with pytest.raises(TamperedError):
        segment_bytes(statement(segmentBytes=1.5))
