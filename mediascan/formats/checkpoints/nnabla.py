"""NNabla model: a ZIP of `nnp_version.txt`, networks (`*.nntxt`) and parameters.

A network is protobuf as text: layers, the solver it was trained with, and where the data lay.
Parameters are protobuf (`parameter.protobuf`) or HDF5 (`parameter.h5`).
"""

import re

from mediascan.formats.base import Format
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Fault, Finding, Kind, fault_of
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.hdf5.survey import conclude, survey
from mediascan.reading.hdf5.tree import Tree
from mediascan.reading.nnabla.messages import add_messages
from mediascan.reading.nnabla.network import add_network
from mediascan.reading.nnabla.parameters import Parameters, is_nnabla
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window
from mediascan.reading.zips.archive import Archive, open_archive

_VERSION = "nnp_version.txt"
_NETWORK = (".nntxt", ".prototxt")
_WEIGHTS = (".h5", ".protobuf")
_NUMBER = re.compile(rb"\s*([0-9.]{1,20})\s*")
_LONGEST = 4 * MIB  # characters of a network


def examine(window: Window) -> Finding | None:
    archive = open_archive(window, (_VERSION,))
    version = _NUMBER.fullmatch(archive.read(_VERSION, 64)) if archive is not None else None
    if archive is None or version is None:
        return None
    facts, traces = Facts(framework="NNabla", version=version[1].decode()), Traces()
    for name in _named(archive, _NETWORK):
        text = archive.read(name, _LONGEST).decode("utf-8", "replace")
        add_network(facts, text, traces)
    faults: tuple[Fault, ...] = ()
    weights = _named(archive, _WEIGHTS)
    for name in weights:
        faults = (*faults, *_add_weights(archive, name, facts))
    traces.say(facts)
    confidence, wrong = archive.conclude(facts)
    kind = Kind.CHECKPOINT if weights else Kind.CONFIG
    shown = archive.evidence(_VERSION)
    return Finding("nnabla", kind, confidence, facts, shown, (*faults, *wrong))


def _named(archive: Archive, endings: tuple[str, ...]) -> list[str]:
    return [name for name in archive.records if name.endswith(endings)][:LIST_LENGTH]


def _add_weights(archive: Archive, name: str, facts: Facts) -> tuple[Fault, ...]:
    try:
        inner = archive.open(name)
        if not name.endswith(".h5"):
            add_messages(facts, inner)
            return ()
        tree = Tree.of(inner)
        if tree is None or not is_nnabla(tree):
            return ()
        weights = Parameters(tree)
        found = survey(tree, weights.visit)
        weights.say(facts)
        facts["declared_bytes"] = found.size
        return conclude(found, facts)[1]
    except InputFault as bad:
        archive.fail(fault_of(bad, f"{name:.80}: "))
    return ()


FORMAT = Format(
    id="nnabla",
    title="NNabla model",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/sony/nnabla/blob/master/python/src/nnabla/utils/nnp_format.py",
    examine=examine,
    suffixes=(".nnp",),
    refines="zip",
    inside=frozenset({_VERSION}),
    limits=Limits(total=256 * MIB, seconds=30.0),  # as for HDF5
)
