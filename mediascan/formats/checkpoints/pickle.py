"""Pickle: Python objects as a program for a stack machine, protocols 0 to 5.

Loading one runs what it names, so it is walked on symbols and never loaded. What the objects are,
special formats say: each names a package in `inside`. A pickle that none of them knows is a
container: what its numbers and texts are for, its bytes do not say.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.pickles.mappings import class_of, key_text, pairs_of
from mediascan.reading.pickles.nested import nested_in
from mediascan.reading.pickles.report import add_imports, pickle_evidence, pickle_faults
from mediascan.reading.pickles.start import FIRST_OPCODES, PROTO, may_be_pickle, pickles_of
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    walks = pickles_of(window)
    if walks is None:
        return None
    every = nested_in(window, walks)
    facts = Facts(version=f"protocol {max(one.protocol for one in walks)}")
    add_imports(facts, [one.walk for one in every])
    root = walks[0].root
    keys = [key_text(key) for key in pairs_of(root)[: 2 * LIST_LENGTH : 2]]
    if keys:
        facts["root_keys"] = keys
    metadata = {"class": class_of(root)}
    if len(walks) > 1:
        metadata["pickles in turn"] = str(len(walks))
    if len(every) > len(walks):
        metadata["pickles inside bytes"] = str(len(every) - len(walks))
    metadata = {key: value for key, value in metadata.items() if value}
    if metadata:
        facts["metadata"] = metadata
    stopped = walks[-1].fault is not None
    behind = window.size - walks[-1].end
    faults = pickle_faults(every)
    if behind and not stopped:
        facts["trailing_bytes"] = behind
        faults.append(Fault(FaultKind.MALFORMED, f"{behind} bytes behind the last pickle"))
    if walks[0].fault is not None:
        confidence = Confidence.MAGIC
    else:
        confidence = Confidence.PARSED if faults else Confidence.CONSISTENT
    # as text, without a byte of signature, its content counts as text, which holds nothing else
    kind = Kind.CONTAINER if walks[0].protocol else Kind.DATASET
    return Finding("pickle", kind, confidence, facts, tuple(pickle_evidence(every)), tuple(faults))


FORMAT = Format(
    id="pickle",
    title="Python pickle",
    kind=Kind.CONTAINER,
    reference="https://docs.python.org/3/library/pickletools.html",
    examine=examine,
    signatures=tuple(Signature(bytes([code])) for code in sorted(PROTO + FIRST_OPCODES)),
    suffixes=(".pkl", ".pickle", ".p", ".pck"),
    weak=True,
    look=lambda head, _tail, _size: may_be_pickle(head),
    limits=Limits(total=256 * MIB, seconds=30.0),  # a pickle of 5,000,000 opcodes takes seconds
)
