"""What the values of an LMDB store are, by their first bytes."""

from collections import Counter
from collections.abc import Iterable
from itertools import islice

from mediascan.model.errors import InputFault
from mediascan.reading.compression.inner_format import inner_format
from mediascan.reading.encodings.json import parse_object
from mediascan.reading.encodings.protobuf import LEN, fields
from mediascan.reading.lmdb.pages import Node
from mediascan.reading.nature.sample import Sample
from mediascan.reading.window import Window

DATUM = "Caffe Datum"
_VALUE = 64  # bytes of a value that tell what it is
_TEXT = 1 << 16  # bytes of a text that are read
_LEAST = 40  # bytes of a text; shorter ones are counts and names
_MOST = 256  # values looked at
_LARGEST = 1 << 26  # bytes of a Datum


def value_kinds(window: Window, nodes: Iterable[Node]) -> dict[str, int]:
    """How many of the values are what, the most frequent first."""
    kinds: Counter[str] = Counter()
    for node in islice(nodes, _MOST):
        length = max(0, min(node.size, _VALUE, window.size - node.at))
        value = window.sparse(node.at, length) if length else b""
        kinds[DATUM if _is_datum(window, node) else inner_format(value)] += 1
    return dict(kinds.most_common(8))


def sample_values(window: Window, nodes: Iterable[Node]) -> Sample | None:
    """The values that are JSON objects or texts, as records; None where there are none."""
    sample = Sample()
    for node in islice(nodes, _MOST):
        data = window.upto(node.at, min(node.size, _TEXT))
        kind = inner_format(data)
        if kind == "text" and len(data) >= _LEAST:
            sample.add({"text": data.decode("utf-8", "replace")})
        elif kind == "json":
            try:
                sample.add(parse_object(data, lenient=True))
            except InputFault:
                continue
    return sample if sample.records else None


def _is_datum(window: Window, node: Node) -> bool:
    """Whether a value is Caffe's message: channels, height, width, data, label, ..."""
    if node.size < 8 or node.at + node.size > window.size or node.size > _LARGEST:
        return False
    if not window.has(b"\x08", node.at):
        return False
    try:
        parts = {one.number: one.wire for one in fields(window.cut(node.at, node.size), 8)}
    except InputFault:
        return False
    return {1, 2, 3} <= parts.keys() <= set(range(1, 8)) and parts.get(4, LEN) == LEN
