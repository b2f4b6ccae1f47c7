r"""A neural network of Kaldi (.mdl, .raw, .nnet): "\0B", then tokens in angles, each with a blank.

With nnet3 the network is told as text behind its token, a line a node, up to "<NumComponents> ", a
byte 4 and an i32. A model for recognition has its transitions ("<TransitionModel> ") in front.
Components hold matrices in their own layouts; they are searched for names and types only.
"""

import re

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind
from mediascan.model.limits import LIST_LENGTH, MIB
from mediascan.reading.window import Window

_MAGIC = b"\0B<"
_LEADS = (b"<Nnet3> ", b"<TransitionModel> ", b"<Nnet> ", b"<DIAGGMM> ", b"<IvectorExtractor> ")
_NNET3 = re.compile(rb"<Nnet3> \n")
_COUNT = re.compile(rb"<NumComponents> \x04(.{4})", re.DOTALL)
_NODE = re.compile(rb"^(input|output|component|dim-range)-node ([^\n]{1,1024})$", re.MULTILINE)
_KEY = re.compile(rb"(name|dim|objective)=(\S{1,256})")
_COMPONENT = re.compile(rb"<ComponentName> (\S{1,128}) <(\w{3,64}(?:Component|Layer))> ", re.ASCII)
_LAYER = re.compile(rb"<(\w{3,40})> \x04(.{4})\x04(.{4})", re.DOTALL)  # nnet1: rows and columns
_GAUSSIAN = re.compile(rb"<DIMENSION> \x04(.{4})<NUMPDFS> \x04(.{4})<DiagGMM> ", re.DOTALL)
_TRANSITIONS = b"\0B<TransitionModel> <Topology> "
_KEPT = 8 * MIB


def examine(window: Window) -> Finding | None:
    head = window.upto(2, 32)
    if not head.startswith(_LEADS):
        return None
    text = window.upto(0, _KEPT)
    facts = Facts(framework="Kaldi", architecture=head[1 : head.index(b">")].decode())
    start = _NNET3.search(text)
    told = False
    faults: list[Fault] = []
    if start:
        told = _nnet3(text, start.end(), facts)
        if not told:
            faults.append(Fault(FaultKind.TRUNCATED, "the network is not told to its end"))
    elif head.startswith(b"<Nnet> "):
        told = _layers(text, facts)
    else:
        told = _mixtures(text, facts)
    closed = f"</{facts['architecture']}> ".encode()
    tail = window.read(max(0, window.size - MIB), min(MIB, window.size))
    if told and "layer_count" in facts and closed not in tail:  # priors may follow it
        faults.append(Fault(FaultKind.TRUNCATED, "no token closes the network"))
    sure = Confidence.PARSED if told else Confidence.MAGIC
    evidence = (window.evidence(0, 64, "binary mark and first token"),)
    return Finding("kaldi", Kind.CHECKPOINT, sure, facts, evidence, tuple(faults))


def _nnet3(text: bytes, at: int, facts: Facts) -> bool:
    """Take the lines of a network, which start at `at`; whether the count of parts follows."""
    count = _COUNT.search(text, at)
    lines = text[at : count.start()] if count else text[at : at + (1 << 16)]
    facts["architecture"] = "Nnet3"
    facts["inputs"], facts["outputs"] = [], []
    nodes = 0
    for node in _NODE.finditer(lines):
        nodes += 1
        keys = {key.decode(): value.decode("latin-1") for key, value in _KEY.findall(node[2])}
        name = keys.get("name", "")
        if node[1] == b"input" and len(facts["inputs"]) < LIST_LENGTH:
            facts["inputs"].append(f"{name}: {keys.get('dim', '?')}")
        elif node[1] == b"output" and len(facts["outputs"]) < LIST_LENGTH:
            facts["outputs"].append(name)
            if objective := keys.get("objective"):
                facts["objective"] = objective
    facts["node_count"] = nodes
    if count:
        facts["layer_count"] = int.from_bytes(count[1], "little")
    kinds: dict[str, int] = {}
    for component in _COMPONENT.finditer(text, at):
        kind = component[2].decode()
        if kind in kinds or len(kinds) < LIST_LENGTH:
            kinds[kind] = kinds.get(kind, 0) + 1
    if kinds:
        facts["operators"] = kinds
    return count is not None and nodes > 0


def _mixtures(text: bytes, facts: Facts) -> bool:
    """Take what a model of Gaussian mixtures tells behind its transitions."""
    found = _GAUSSIAN.search(text)
    if found:
        facts["architecture"] = "AmDiagGmm"
        facts["feature_count"] = int.from_bytes(found[1], "little")
        facts["class_count"] = int.from_bytes(found[2], "little")  # states of phones
    return found is not None and text.startswith(_TRANSITIONS)


def _layers(text: bytes, facts: Facts) -> bool:
    """Take the layers of a network of nnet1, as far as they were read."""
    kinds: dict[str, int] = {}
    sizes: list[tuple[int, int]] = []
    for layer in _LAYER.finditer(text):
        rows, columns = (int.from_bytes(layer[number], "little") for number in (2, 3))
        if 0 < rows < 1 << 20 and 0 < columns < 1 << 20:
            kind = layer[1].decode("latin-1")
            if kind in kinds or len(kinds) < LIST_LENGTH:
                kinds[kind] = kinds.get(kind, 0) + 1
            sizes.append((rows, columns))
    if sizes:
        facts["operators"] = kinds
        facts["inputs"] = [f"features: {sizes[0][1]}"]
        facts["layer_count"] = len(sizes)
    return bool(sizes)


FORMAT = Format(
    id="kaldi",
    title="Kaldi model",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/kaldi-asr/kaldi/blob/master/src/nnet3/nnet-nnet.cc",
    examine=examine,
    signatures=(Signature(_MAGIC),),
    suffixes=(".mdl", ".raw", ".nnet"),
    weak=True,
)
