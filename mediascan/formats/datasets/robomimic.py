"""robomimic: demonstrations of robots. HDF5 with `data/demo_<n>`, one group for each.

`data` has the attributes `env_args` (JSON: which simulator, with which settings) and `total`; each
demonstration has `num_samples`, actions, states and observations; `mask` holds the splits.
robosuite, MimicGen and LIBERO write the same.
"""

import re

from mediascan.formats.base import Format
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind, fault_of
from mediascan.model.limits import LIST_LENGTH, MIB, TEXT_LENGTH, Limits
from mediascan.reading.encodings.json import parse_object
from mediascan.reading.hdf5.attribute import Value
from mediascan.reading.hdf5.episodes import Episodes
from mediascan.reading.hdf5.survey import Survey, finding
from mediascan.reading.hdf5.tree import Tree
from mediascan.reading.window import Window

_DEMO = re.compile(r"data/demo_[0-9]{1,12}", re.ASCII)
_SHORT = re.compile(r"demo_[0-9]{1,12}", re.ASCII)


def examine(window: Window) -> Finding | None:
    tree = Tree.of(window)
    data = tree.child(tree.root, "data") if tree is not None else None
    if tree is None or data is None or not data.links:
        return None
    if not all(_SHORT.fullmatch(link.name) for link in data.links[:LIST_LENGTH]):
        return None
    first = next(tree.children(data, 1), None)
    if first is None or "actions" not in {link.name for link in first.links}:
        return None
    facts = Facts(framework="robomimic")
    attributes = tree.attributes(data)
    found = Episodes(tree, _DEMO, "num_samples").say(facts, data.link_count)
    total = attributes.get("total")
    if isinstance(total, int) and total >= 0:
        facts["row_count"] = total
    _add_environment(facts, found, attributes)
    return finding("robomimic", Kind.DATASET, found, facts)


def _add_environment(facts: Facts, found: Survey, attributes: dict[str, Value]) -> None:
    """Tell what was recorded where, as the attributes of `data` say."""
    facts["metadata"] = {
        name: str(value)[:TEXT_LENGTH]
        for name, value in list(attributes.items())[:LIST_LENGTH]
        if name != "total"
    }
    text = attributes.get("env_args")
    if not isinstance(text, str):
        return
    try:
        environment = parse_object(text.encode(), lenient=True)
    except InputFault as bad:
        found.tree.faults.append(fault_of(bad, "env_args: "))
        return
    if isinstance(world := environment.get("env_name"), str):
        facts["model_name"] = world
    if isinstance(version := environment.get("env_version"), str):
        facts["producer"] = version


FORMAT = Format(
    id="robomimic",
    title="robomimic robot demonstrations",
    kind=Kind.DATASET,
    reference="https://robomimic.github.io/docs/datasets/overview.html",
    examine=examine,
    suffixes=(".hdf5",),
    refines="hdf5",
    inside=frozenset({"data"}),
    limits=Limits(total=256 * MIB, seconds=30.0),  # as for HDF5
)
