"""The parts of a fastText model: arguments, dictionary, matrices.

Arguments: 12 i32 (dim, ws, epoch, minCount, neg, wordNgrams, loss, model, bucket, minn, maxn,
lrUpdateRate) and f64 t. Dictionary: i32 entries, words, labels; i64 tokens, i64 pruned (-1: none);
an entry is text, 0, i64 count, i8 kind; pairs of i32 of what was pruned. Then u8 whether the input
matrix is quantized, that; u8 whether the output matrix is, that.

Source: https://github.com/facebookresearch/fastText/tree/main/src ({args,dictionary,matrix}.cc)
"""

import re

from mediascan.model.errors import Malformed, Truncated
from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.window import Cursor, Window

ARGUMENTS = (
    *("dim", "ws", "epoch", "minCount", "neg", "wordNgrams", "loss", "model", "bucket"),
    *("minn", "maxn", "lrUpdateRate"),
)
_ENTRY = re.compile(rb"([^\0]{0,4096})\0(.{8})([\0\1])", re.DOTALL)
_CHUNK = 1 << 20
_LONGEST_ENTRY = 4096 + 10
_CENTROIDS = 256  # of a product quantizer
_MOST_CHUNKS = 4096


class Dictionary:
    """Counts and samples of a dictionary."""

    length = 28  # bytes of the counts, in front of the entries

    def __init__(self, cursor: Cursor) -> None:
        self.entries = cursor.number("i")
        self.words = cursor.number("i")
        self.labels = cursor.number("i")
        self.tokens = cursor.number("q")
        self.pruned = cursor.number("q")
        self.label_sample: list[str] = []
        wrong = min(self.entries, self.words, self.labels, self.tokens, self.pruned + 1) < 0
        if wrong or self.words + self.labels != self.entries:
            raise Malformed(f"a dictionary of {self.words} words and {self.labels} labels")

    def walk(self, window: Window, at: int) -> int:
        """Where the dictionary ends whose entries start at `at`."""
        left = self.entries
        for _ in range(_MOST_CHUNKS):
            if not left:
                break
            data = window.upto(at, _CHUNK)
            used = 0
            for _ in range(min(left, len(data))):
                entry = _ENTRY.match(data, used)  # a search would go on behind what is damaged
                if entry is None:
                    break
                used = entry.end()
                left -= 1
                if entry[3] == b"\1" and len(self.label_sample) < LIST_LENGTH:
                    self.label_sample.append(entry[1].decode("utf-8", "backslashreplace"))
            at += used
            if not used:
                short = window.size - at < _LONGEST_ENTRY
                raise (Truncated if short else Malformed)(f"no entry of a dictionary at byte {at}")
        if left:
            raise Malformed(f"{left} entries of the dictionary were not met")
        return at + 8 * max(0, self.pruned)


def matrix(cursor: Cursor, *, quantized: bool) -> tuple[int, int, int]:
    """Rows and columns of the matrix at the cursor, and where it ends."""
    norms = quantized and bool(cursor.number("B"))
    rows, columns = cursor.number("q"), cursor.number("q")
    if not 0 <= rows < 1 << 40 or not 0 < columns < 1 << 20:
        raise Malformed(f"a matrix of {rows} rows and {columns} columns")
    if not quantized:
        return rows, columns, cursor.at + 4 * rows * columns
    size = cursor.number("i")
    if size < 0:
        raise Malformed(f"a matrix of {size} bytes of codes")
    cursor.skip(size)
    _quantizer(cursor)
    if norms:
        cursor.skip(rows)
        _quantizer(cursor)
    return rows, columns, cursor.at


def _quantizer(cursor: Cursor) -> None:
    dim = cursor.number("i")
    if not 0 < dim < 1 << 20:
        raise Malformed(f"a quantizer of {dim} dimensions")
    cursor.skip(12 + 4 * dim * _CENTROIDS)
