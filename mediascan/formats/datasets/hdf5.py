"""HDF5: arrays in a tree of groups. A superblock at 0, 512, 1024, ..., then objects by address.

The superblock says where the file ends, so a cut or lengthened file is told. Weights that were put
into HDF5 without a framework's marks are known by the names of their arrays.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.model.optimizer_names import optimizer_evidence
from mediascan.reading.architecture.fingerprint import Fingerprint
from mediascan.reading.hdf5.superblock import MAGIC, PLACES
from mediascan.reading.hdf5.survey import Survey, add_arrays, finding, root_keys, survey
from mediascan.reading.hdf5.tree import Node, Tree
from mediascan.reading.nature.say import say_nature
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    tree = Tree.of(window)
    if tree is None:
        return None
    prints, columns, rows = Fingerprint(), dict[str, str](), set[int]()

    def visit(node: Node) -> None:
        one = node.dataset
        if one is None:
            return
        prints.add(node.path.replace("/", "."), one.shape)
        if "/" not in node.path and len(columns) < LIST_LENGTH:
            columns[node.path] = one.dtype.name
            rows.add(one.shape[0] if one.shape else -1)

    found = survey(tree, visit)
    facts = Facts(root_keys=root_keys(tree, found.attributes))
    add_arrays(found, facts)
    if columns:
        _add_columns(facts, columns, rows)
    say_nature(facts, columns=[link.name for link in tree.root.links[:LIST_LENGTH]])
    model = prints.facts()
    names = optimizer_evidence(one["name"] for one in found.every.sample)
    is_model = bool(names) or "family" in model
    if is_model:
        _add_model(facts, found, model, names)
    return finding("hdf5", Kind.CHECKPOINT if is_model else Kind.DATASET, found, facts)


def _add_columns(facts: Facts, columns: dict[str, str], rows: set[int]) -> None:
    """Arrays side by side at the root, of one length, are the columns of a table."""
    facts["columns"] = list(columns)
    facts["column_types"] = columns
    if len(rows) == 1 and min(rows) >= 0:
        facts["row_count"] = min(rows)


def _add_model(facts: Facts, found: Survey, model: Facts, names: list[str]) -> None:
    facts.update(model)
    if found.tree.complete:
        facts["parameter_count"] = found.every.elements
    facts["optimizer_state"] = bool(names)
    if names:
        facts["optimizer_evidence"] = names


FORMAT = Format(
    id="hdf5",
    title="HDF5 arrays",
    kind=Kind.DATASET,
    reference="https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html",
    examine=examine,
    signatures=tuple(Signature(MAGIC, at=place) for place in PLACES),
    suffixes=(".h5", ".hdf5", ".hdf", ".he5"),
    limits=Limits(total=256 * MIB, seconds=30.0),  # metadata of a file with many objects
)
