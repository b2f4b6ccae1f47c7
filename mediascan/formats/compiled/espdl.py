"""ESP-DL model (.espdl): "EDL2", u32 encrypted or not, u32 size, padding to 16, a FlatBuffer.

The FlatBuffer is ONNX in tables. Root Model: 0 ir_version, 1 opset_import, 2 producer_name, 3
producer_version, 6 doc_string, 7 graph.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, fault_of
from mediascan.model.limits import TEXT_LENGTH
from mediascan.reading.encodings.flatbuffer import Buffer
from mediascan.reading.window import Window

_MAGIC = b"EDL2"
_HEADER = 16


def examine(window: Window) -> Finding | None:
    if window.size < _HEADER + 16:
        return None
    header = window.cursor(4)
    encrypted, length = header.number("I"), header.number("I")
    facts = Facts(target="Espressif ESP32")
    faults: list[Fault] = []
    confidence = Confidence.MAGIC
    if encrypted:
        faults.append(Fault(FaultKind.ENCRYPTED, "the model is encrypted"))
    else:
        try:
            model = Buffer(window.cut(_HEADER, window.size - _HEADER)).root()
            facts["producer"] = " ".join(
                filter(None, (model.text(2, TEXT_LENGTH), model.text(3, TEXT_LENGTH)))
            )
            confidence = Confidence.PARSED
        except InputFault as bad:
            faults.append(fault_of(bad))
    if length > window.size - _HEADER:
        facts["missing_bytes"] = length - (window.size - _HEADER)
        text = f"{facts['missing_bytes']} bytes are missing"
        faults.append(Fault(FaultKind.TRUNCATED, text))
    return Finding(
        "espdl",
        Kind.CHECKPOINT,
        confidence,
        facts,
        (window.evidence(0, _HEADER, "header"),),
        tuple(faults),
    )


FORMAT = Format(
    id="espdl",
    title="ESP-DL model",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/espressif/esp-dl",
    examine=examine,
    signatures=(Signature(_MAGIC),),
    suffixes=(".espdl",),
)
