"""A network of NNabla as protobuf text: what single lines say, without a parser of the whole.

`network { name: ... function { type: "Affine" ... } }`, `optimizer { solver { type: "Adam" } }`,
`dataset { uri: "..." }`, `training_config { max_epoch: 100 }` (nnabla.proto).
"""

import re

from mediascan.model.facts import Facts
from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.traces import Traces

_FUNCTION = re.compile(r'\bfunction\s*\{[^{}]{0,400}?\btype:\s*"(\w{1,60})"')
_SOLVER = re.compile(r'\bsolver\s*\{[^{}]{0,400}?\btype:\s*"(\w{1,60})"')
_NETWORK = re.compile(r'\bnetwork\s*\{\s*name:\s*"([^"\n]{1,120})"')
_TEXT = re.compile(r'\b(uri|cache_dir|output_path|file)\w*:\s*"([^"\n]{1,400})"')
_NUMBER = re.compile(r"\b(max_epoch|max_iter|epoch):\s*([0-9]{1,12})\b", re.ASCII)


def add_network(facts: Facts, text: str, traces: Traces) -> None:
    """Tell in `facts` the layers, the solver and the paths that the network in `text` names."""
    uses: dict[str, int] = {}
    for found in _FUNCTION.finditer(text):
        uses[found[1]] = uses.get(found[1], 0) + 1
    if uses:
        common = sorted(uses.items(), key=lambda one: (-one[1], one[0]))
        facts["operators"] = dict(common[:LIST_LENGTH])
        facts["node_count"] = sum(uses.values())
    if name := _NETWORK.search(text):
        facts["model_name"] = name[1]
    if solver := _SOLVER.search(text):
        facts["optimizer"] = f"{solver[1]}, by its configuration"
    if number := _NUMBER.search(text):
        facts["metadata"] = {number[1]: number[2]}
    for found in _TEXT.finditer(text):
        traces.add(found[2], "data" if found[1] in ("uri", "cache_dir") else found[1])
