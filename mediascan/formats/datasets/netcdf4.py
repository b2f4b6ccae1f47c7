"""NetCDF 4: variables over named dimensions, in HDF5. `_NCProperties` at the root names the writer.

Each dimension is an array too, marked by `CLASS` as a scale; one without values says so by name.
"""

from mediascan.formats.base import Format
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.hdf5.survey import add_arrays, finding, survey
from mediascan.reading.hdf5.tree import Node, Tree
from mediascan.reading.window import Window

_PROPERTIES = "_NCProperties"
_BARE = "This is a netCDF dimension but not a netCDF variable"  # NetCDF's own sentence


def examine(window: Window) -> Finding | None:
    tree = Tree.of(window)
    if tree is None or not tree.has(tree.root, _PROPERTIES):
        return None
    variables: dict[str, str] = {}

    def visit(node: Node) -> None:
        one = node.dataset
        if one is None or len(variables) >= LIST_LENGTH:
            return
        name = tree.attributes(node).get("NAME")
        if not (isinstance(name, str) and name.startswith(_BARE)):
            variables[node.path] = f"{one.dtype.name}{list(one.shape)}"

    found = survey(tree, visit)
    facts = Facts(
        producer=str(found.attributes.pop(_PROPERTIES)),
        columns=list(variables),
        column_types=variables,
    )
    add_arrays(found, facts)
    return finding("netcdf4", Kind.DATASET, found, facts)


FORMAT = Format(
    id="netcdf4",
    title="NetCDF 4 variables",
    kind=Kind.DATASET,
    reference="https://docs.unidata.ucar.edu/netcdf-c/current/file_format_specifications.html",
    examine=examine,
    suffixes=(".nc", ".nc4"),
    refines="hdf5",
    inside=frozenset({_PROPERTIES}),
    limits=Limits(total=256 * MIB, seconds=30.0),  # as for HDF5
)
