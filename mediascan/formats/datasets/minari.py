"""Minari: recorded runs of an agent. HDF5 with a group `episode_<n>` for each run.

Each has observations (one more than steps), actions, rewards, terminations and truncations, and an
attribute `total_steps`. Author and algorithm stand in `metadata.json` beside the file.
"""

import re

from mediascan.formats.base import Format
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.model.limits import MIB, Limits
from mediascan.reading.hdf5.episodes import Episodes
from mediascan.reading.hdf5.survey import finding
from mediascan.reading.hdf5.tree import Tree
from mediascan.reading.window import Window

_EPISODE = re.compile(r"episode_[0-9]{1,12}", re.ASCII)
_PARTS = frozenset({"observations", "actions", "rewards", "terminations", "truncations"})


def examine(window: Window) -> Finding | None:
    tree = Tree.of(window)
    if tree is None or not all(_EPISODE.fullmatch(link.name) for link in tree.root.links):
        return None
    first = next(tree.children(tree.root, 1), None)
    if first is None or not {link.name for link in first.links} >= _PARTS:
        return None
    facts = Facts(framework="Minari")
    found = Episodes(tree, _EPISODE, "total_steps").say(facts, tree.root.link_count)
    return finding("minari", Kind.DATASET, found, facts)


FORMAT = Format(
    id="minari",
    title="Minari reinforcement learning dataset",
    kind=Kind.DATASET,
    reference="https://minari.farama.org/content/dataset_standards/",
    examine=examine,
    suffixes=(".hdf5",),
    refines="hdf5",
    inside=frozenset({"episode_0"}),
    limits=Limits(total=256 * MIB, seconds=30.0),  # as for HDF5
)
