"""Hailo archive, `.har`: a tar of the network (.hn), its weights (.npz) and `.metadata.json`.

The metadata says how far the model is: parsed, optimised, quantised or compiled. `.q.npz` are
quantised weights, `.alls` is a script of the compiler, `.hef` the program for the device.
"""

from collections.abc import Iterator
from itertools import islice

from mediascan.formats.base import Format
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind, fault_of
from mediascan.model.limits import MIB, Limits
from mediascan.reading.graphs.hailo import say_network
from mediascan.reading.settings.json_object import read_settings
from mediascan.reading.settings.values import plain, text, trace
from mediascan.reading.tars.headers import Member, Walk, is_tar, members
from mediascan.reading.tars.tally import header_evidence, tally
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window

_FIRST = 64  # members: an archive has some ten
_ENDINGS = (".hn", ".native.hn")


def examine(window: Window) -> Finding | None:
    if not is_tar(window):
        return None
    evidence = header_evidence(window)
    facts, traces = Facts(), Traces()
    network = next((one for one in _files(window) if one.name.endswith(_ENDINGS)), None)
    if network is None:
        return None
    settings = read_settings(window.cut(network.data, network.size))
    if settings is None or not say_network(settings.values, facts):
        return None
    trace(settings.values, traces)
    weights = False
    faults = list(settings.faults)
    for one in _files(window):
        weights = weights or one.name.endswith((".npz", ".hef"))
        if one.name.endswith(".metadata.json"):
            try:
                _say(window.cut(one.data, one.size), facts, traces)
            except InputFault as bad:
                faults.append(fault_of(bad, f"{one.name:.80}: "))
    traces.say(facts)
    found = tally(window)
    facts.update(found.facts())
    faults += found.faults
    return Finding(
        "hailo_har",
        Kind.CHECKPOINT if weights else Kind.CONFIG,
        Confidence.PARSED if faults else Confidence.CONSISTENT,
        facts,
        evidence,
        tuple(faults),
    )


def _files(window: Window) -> Iterator[Member]:
    """The first members whose data is all there."""
    try:
        for one in islice(members(window, Walk()), _FIRST):
            if one.is_file and one.data + one.size <= window.size:
                yield one
    except InputFault:
        return


def _say(window: Window, facts: Facts, traces: Traces) -> None:
    about = read_settings(window)
    if about is None:
        return
    trace(about.values, traces)
    if version := text(about.values, "sdk_version"):
        facts["producer"] = f"Hailo SDK {version}"
    if device := text(about.values, "hw_arch"):
        facts["target"] = f"Hailo ({device})"
    facts["metadata"] = {**facts.get("metadata", {}), **plain(about.values, ("sdk_version",))}


FORMAT = Format(
    id="hailo_har",
    title="Hailo archive",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/hailo-ai/hailo_model_zoo",
    examine=examine,
    suffixes=(".har",),
    refines="tar",
    weak=True,  # a fault is told by the general format already
    limits=Limits(total=256 * MIB, reads=1_000_000, seconds=30.0),  # a read a member
)
