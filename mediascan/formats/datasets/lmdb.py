"""LMDB (`data.mdb`): keys and values in a tree of pages. Pictures and graphs are kept so.

Two meta pages come first, with the magic at byte 16; the one with the higher transaction counts.
"""

import re

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, Malformed, Truncated
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, Finding, Kind, fault_of
from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH
from mediascan.reading.lmdb.pages import MAGIC, MAGIC_AT, Meta, Node, Tree, end_nodes, read_meta
from mediascan.reading.lmdb.values import DATUM, sample_values, value_kinds
from mediascan.reading.nature.say import say_nature
from mediascan.reading.window import Window

_PAGE_SIZES = frozenset(1 << power for power in range(8, 17))
_SAMPLE = 64  # nodes of each leaf
_TREES = 16  # named trees looked into
_COUNTS = frozenset((b"num-samples", b"num_samples", b"length", b"__len__", b"nSamples"))
_DIGITS = re.compile(rb"[0-9]+")
_WORDS_OF_IMAGES = ((b"image-", b"label-", "image-text"), (b"hr-", b"lr-", "image pairs"))


def examine(window: Window) -> Finding | None:
    first = read_meta(window, 0, 0)
    if first is None or first.page_size not in _PAGE_SIZES:
        return None
    second = read_meta(window, 1, first.page_size)
    meta = max(first, second or first, key=lambda one: one.transaction)
    facts = Facts(
        row_count=meta.main.entries,
        metadata={
            "transaction": str(meta.transaction),
            "map size": str(meta.map_size),
            "page size": str(meta.page_size),
        },
    )
    faults: list[Fault] = []
    try:
        _check(window, meta, facts, whole=second is not None)
        _add_nodes(window, meta, facts)
    except InputFault as bad:
        faults.append(fault_of(bad))
    sure = Confidence.CONSISTENT if second and not faults else Confidence.PARSED
    evidence = [window.evidence(MAGIC_AT, 64, "magic, version and the first tree")]
    if second:
        at = meta.page * meta.page_size + 88
        evidence.append(window.evidence(at, 64, "main tree, last page and transaction"))
    return Finding("lmdb", Kind.DATASET, sure, facts, tuple(evidence), tuple(faults))


def _check(window: Window, meta: Meta, facts: Facts, *, whole: bool) -> None:
    if not whole:
        raise Truncated("the second meta page is missing or damaged")
    if meta.main.root != (1 << 64) - 1 and meta.main.root > meta.last_page:
        raise Malformed(f"the root is page {meta.main.root} of {meta.last_page}")
    least = (meta.last_page + 1) * meta.page_size
    if least > window.size:
        facts["missing_bytes"] = least - window.size
        raise Truncated(f"{least - window.size} bytes of the last pages are missing")


def _add_nodes(window: Window, meta: Meta, facts: Facts) -> None:
    """What the keys and values at both ends of the trees tell."""
    nodes = end_nodes(window, meta.main, meta.page_size, _SAMPLE)
    trees = [(node.key, node.tree) for node in nodes if node.tree is not None]
    for key, tree in trees[:_TREES]:
        _note_tree(facts, key, tree)
        nodes += end_nodes(window, tree, meta.page_size, _SAMPLE)
    if trees and len(trees) <= _TREES:
        facts["row_count"] += sum(tree.entries - 1 for _, tree in trees)
    plain = [node for node in nodes if node.tree is None]
    if not plain:
        return
    facts["root_keys"] = [_shown(node.key) for node in plain[:LIST_LENGTH]]
    for node in plain:
        if node.key in _COUNTS and node.size < 20:
            digits = _DIGITS.fullmatch(window.upto(node.at, node.size))
            if digits:
                facts["sample_count"] = int(digits[0])
    _add_values(window, plain, facts)


def _note_tree(facts: Facts, key: bytes, tree: Tree) -> None:
    facts["metadata"][f"entries of {_shown(key)}"] = str(tree.entries)


def _add_values(window: Window, nodes: list[Node], facts: Facts) -> None:
    kinds = value_kinds(window, nodes)
    most = next(iter(kinds))
    facts["inner_format"] = most
    facts["record_types"] = kinds
    if most == DATUM:
        facts["training_shape"] = "labelled images"
    for one, other, shape in _WORDS_OF_IMAGES:
        starts = {word for word in (one, other) for node in nodes if node.key.startswith(word)}
        if len(starts) == 2:
            facts["training_shape"] = shape
    if sample := sample_values(window, nodes):
        say_nature(facts, sample, total=facts["row_count"])


def _shown(key: bytes) -> str:
    """A key as text; one of bytes in hexadecimal."""
    text = key.rstrip(b"\0")
    if all(0x20 <= byte < 0x7F for byte in text):
        return text.decode("ascii")[:TEXT_LENGTH]
    return key.hex()[:TEXT_LENGTH]


FORMAT = Format(
    id="lmdb",
    title="LMDB key-value store",
    kind=Kind.DATASET,
    reference="https://github.com/LMDB/lmdb/blob/mdb.master/libraries/liblmdb/mdb.c",
    examine=examine,
    signatures=(Signature(MAGIC, MAGIC_AT),),
    suffixes=(".mdb", ".lmdb"),
)
