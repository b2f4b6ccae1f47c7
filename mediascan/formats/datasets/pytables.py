"""PyTables and pandas: tables and arrays in HDF5, each marked by attributes.

`PYTABLES_FORMAT_VERSION` stands at the root; a table is one array of records; pandas adds
`pandas_type`. Attributes that are no simple values are pickles, which reading would run.
"""

from mediascan.formats.base import Format
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.hdf5.datatype import COMPOUND
from mediascan.reading.hdf5.survey import add_arrays, finding, survey
from mediascan.reading.hdf5.tree import Node, Tree
from mediascan.reading.nature.say import say_nature
from mediascan.reading.pickles.opcodes import walk
from mediascan.reading.pickles.report import add_imports
from mediascan.reading.pickles.values import Walk
from mediascan.reading.window import Window

_VERSION = "PYTABLES_FORMAT_VERSION"
_PICKLES = 256  # walked
_SHORTEST = 3  # bytes of a pickle


def examine(window: Window) -> Finding | None:
    tree = Tree.of(window)
    if tree is None or not tree.has(tree.root, _VERSION):
        return None
    columns, walks, kinds, rows = dict[str, str](), list[Walk](), dict[str, None](), list[int]()

    def visit(node: Node) -> None:
        walks.extend(_pickles(tree, node)[: _PICKLES - len(walks)])
        one = node.dataset
        if one is None:
            kind = tree.attributes(node).get("pandas_type")
            if isinstance(kind, str):
                kinds[kind] = None
        elif one.dtype.sort == COMPOUND and len(columns) < LIST_LENGTH:
            columns.update(one.dtype.fields)
            rows.append(one.shape[0] if one.shape else 1)

    found = survey(tree, visit)
    facts = Facts(producer="pandas, through PyTables" if kinds else "PyTables")
    facts["framework"] = f"PyTables {found.attributes.get(_VERSION)}"
    if columns:
        facts["columns"] = list(columns)
        facts["column_types"] = columns
        facts["row_count"] = sum(rows)
        say_nature(facts, columns=columns)
    if any(one.imports for one in walks):
        add_imports(facts, walks)
    add_arrays(found, facts)
    return finding("pytables", Kind.DATASET, found, facts)


def _pickles(tree: Tree, node: Node) -> list[Walk]:
    """Walks of the attributes that PyTables would unpickle: texts that end as pickles do."""
    every = (text.rstrip(b"\0") for text in tree.texts(node))
    pickled = [text for text in every if text.endswith(b".") and len(text) >= _SHORTEST]
    walks = [walk(Window.over(text, tree.space.window.limits)) for text in pickled]
    return [one for one in walks if one.fault is None]


FORMAT = Format(
    id="pytables",
    title="PyTables or pandas tables",
    kind=Kind.DATASET,
    reference="https://www.pytables.org/usersguide/file_format.html",
    examine=examine,
    suffixes=(".h5", ".hdf5", ".hdf"),
    refines="hdf5",
    inside=frozenset({_VERSION}),
    limits=Limits(total=256 * MIB, seconds=30.0),  # as for HDF5
)
