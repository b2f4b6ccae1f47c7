"""A torch program for phones as one FlatBuffer, `.ff` or `.ptl`: the identifier is `PTMF`.

The lite interpreter's byte code, its values and the bytes of its tensors in one buffer.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind, fault_of
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.encodings.flatbuffer import Buffer
from mediascan.reading.torch.mobile import mobile_of
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    evidence = (window.evidence(0, 16, "root and identifier"),)
    try:
        root = Buffer(window).root()
        found = mobile_of(root)
    except InputFault as bad:
        return Finding(
            "torch_mobile_flatbuffer",
            Kind.CHECKPOINT,
            Confidence.MAGIC,
            Facts(producer="PyTorch Mobile"),
            evidence,
            (fault_of(bad),),
        )
    if not found.values or not (found.functions or found.classes):
        return None
    facts = Facts(
        producer="PyTorch Mobile",
        version=f"byte code {found.version}",
        operators=dict(found.operators.most_common(LIST_LENGTH)),
    )
    found.tensors.say(facts)
    facts["declared_bytes"] = found.stored
    if found.root:
        facts["architecture"] = found.root.removeprefix("__torch__.")
    if found.sources:
        facts["code_members"] = found.sources
    told = {
        "functions": ", ".join(found.functions),
        "classes": ", ".join(found.classes),
        "extra files": ", ".join(found.extra),
        "operator version": str(found.operator_version),
    }
    facts["metadata"] = {key: text for key, text in told.items() if text}
    return Finding("torch_mobile_flatbuffer", Kind.CHECKPOINT, Confidence.PARSED, facts, evidence)


FORMAT = Format(
    id="torch_mobile_flatbuffer",
    title="PyTorch Mobile program (FlatBuffer)",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/pytorch/pytorch/blob/main/torch/csrc/jit/serialization/mobile_bytecode.fbs",
    examine=examine,
    signatures=(Signature(b"PTMF", at=4),),
    suffixes=(".ptl", ".ff"),
    limits=Limits(total=256 * MIB, seconds=30.0),
)
