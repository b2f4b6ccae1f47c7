"""NNabla parameters in HDF5: each array has the attributes `need_grad` and `index`.

`save_parameters("....h5")` writes them by scope, as in `conv1/conv/W`; a `.nnp` archive holds the
same as `parameter.h5`.
"""

from mediascan.formats.base import Format
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.model.limits import MIB, Limits
from mediascan.reading.hdf5.survey import finding, survey
from mediascan.reading.hdf5.tree import Tree
from mediascan.reading.nnabla.parameters import Parameters, is_nnabla
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    tree = Tree.of(window)
    if tree is None or not is_nnabla(tree):
        return None
    weights = Parameters(tree)
    found = survey(tree, weights.visit)
    facts = Facts(framework="NNabla")
    weights.say(facts)
    return finding("nnabla_h5", Kind.CHECKPOINT, found, facts)


FORMAT = Format(
    id="nnabla_h5",
    title="NNabla parameters in HDF5",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/sony/nnabla/blob/master/python/src/nnabla/parameter.py",
    examine=examine,
    suffixes=(".h5",),
    refines="hdf5",
    limits=Limits(total=256 * MIB, seconds=30.0),  # as for HDF5
)
