"""hickle: Python objects as HDF5 instead of a pickle; dictionaries are groups, arrays are arrays.

The root has `HICKLE_VERSION` (before version 4: `CLASS` = hickle). Types are kept as pickles in
`hickle_types_table`, and so are objects that HDF5 has nothing for: reading runs them.
"""

from mediascan.formats.base import Format
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.model.optimizer_names import optimizer_evidence
from mediascan.reading.architecture.fingerprint import Fingerprint
from mediascan.reading.hdf5.survey import Survey, add_arrays, finding, survey
from mediascan.reading.hdf5.tree import Node, Tree
from mediascan.reading.pickles.opcodes import walk
from mediascan.reading.pickles.report import add_imports
from mediascan.reading.pickles.values import Walk
from mediascan.reading.window import Window

_PICKLES = 256  # walked
_LONGEST = MIB  # bytes of one
_START = b"\x80"  # protocol 2 and later


def examine(window: Window) -> Finding | None:
    tree = Tree.of(window)
    if tree is None:
        return None
    root = tree.attributes(tree.root)
    if "HICKLE_VERSION" not in root and root.get("CLASS") != "hickle":
        return None
    walks, names, prints = list[Walk](), list[str](), Fingerprint()

    def visit(node: Node) -> None:
        one = node.dataset
        if one is None:
            return
        if not node.path.startswith("hickle_types_table"):
            name = node.path.removeprefix("data/").replace('"', "").replace("/", ".")
            prints.add(name, one.shape)
            names.append(name)
        if one.dtype.size == 1 and len(walks) < _PICKLES:
            raw = tree.raw(one, _LONGEST)
            if raw.startswith(_START):
                walks.append(walk(Window.over(raw, window.limits)))

    found = survey(tree, visit)
    facts = Facts(producer=f"hickle {root.get('HICKLE_VERSION', root.get('VERSION', 'before 4'))}")
    if (data := tree.child(tree.root, "data")) is not None:
        facts["root_keys"] = [link.name.strip('"') for link in data.links[:LIST_LENGTH]]
    return _told(found, facts, walks, names, prints)


def _told(
    found: Survey, facts: Facts, walks: list[Walk], names: list[str], prints: Fingerprint
) -> Finding:
    """What the objects are: weights, the state of an optimizer, or arrays of any use."""
    state = optimizer_evidence(names)
    if state:
        facts["optimizer_state"] = True
        facts["optimizer_evidence"] = state
    model = prints.facts()
    facts.update(model)
    if any(one.imports for one in walks):
        add_imports(facts, walks)
    add_arrays(found, facts)
    kind = Kind.CHECKPOINT if state or "family" in model else Kind.DATASET
    return finding("hickle", kind, found, facts)


FORMAT = Format(
    id="hickle",
    title="hickle Python objects",
    kind=Kind.DATASET,
    reference="https://github.com/telegraphic/hickle",
    examine=examine,
    suffixes=(".hkl", ".hickle"),
    refines="hdf5",
    inside=frozenset({"HICKLE_VERSION", "CLASS"}),
    limits=Limits(total=256 * MIB, seconds=30.0),  # as for HDF5
)
