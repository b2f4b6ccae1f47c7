"""TensorRT engine: a network that NVIDIA's compiler made for one kind of GPU.

"ptrt" or "ftrt", u32 version, then sizes whose place depends on the version. TensorRT-LLM and
others put a u32 length and a JSON object before it. What is inside is not published.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind
from mediascan.model.limits import LIST_LENGTH, MIB, TEXT_LENGTH
from mediascan.reading.encodings.json import parse_object
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window

_MAGICS = (b"ptrt", b"ftrt")
_SIZE_AT = {0x00: 16, 0x2B: 16, 0x57: 12, 0x59: 12, 0x60: 12, 0x61: 12}  # version -> of u64 size
_HEADER = 24
_LONGEST = 4 * MIB  # of the JSON before it


def examine(window: Window) -> Finding | None:
    start, settings = _start(window)
    if start + _HEADER > window.size or window.read(start, 4) not in _MAGICS:
        return None
    version = window.cursor(start + 4).number("I")
    facts = Facts(version=f"0x{version:x}", target="NVIDIA GPU")
    if settings:
        facts["metadata"] = settings
        traces = Traces()
        for key, value in settings.items():
            traces.add(value, key)
        traces.say(facts)
    faults: tuple[Fault, ...] = ()
    confidence = Confidence.MAGIC
    if version in _SIZE_AT:
        size = window.cursor(start + _SIZE_AT[version]).number("Q")
        end = start + _HEADER + size
        facts["declared_bytes"] = size
        confidence = Confidence.CONSISTENT if end == window.size else Confidence.PARSED
        if end > window.size:
            facts["missing_bytes"] = end - window.size
            faults = (Fault(FaultKind.TRUNCATED, f"{end - window.size} bytes are missing"),)
    return Finding(
        "tensorrt_engine",
        Kind.CHECKPOINT,
        confidence,
        facts,
        (window.evidence(start, _HEADER, "signature, version and size"),),
        faults,
    )


def _start(window: Window) -> tuple[int, dict[str, str]]:
    """Where the engine starts, and the settings before it."""
    if window.has(b"{", 4):
        length = window.cursor().number("I")
        if not 2 <= length <= min(_LONGEST, window.size - 4):
            return window.size, {}
        try:
            values = parse_object(window.read(4, length))
        except InputFault:
            values = {}
        some = list(values.items())[:LIST_LENGTH]
        return 4 + length, {key: str(value)[:TEXT_LENGTH] for key, value in some}
    return 0, {}


FORMAT = Format(
    id="tensorrt_engine",
    title="TensorRT engine",
    kind=Kind.CHECKPOINT,
    reference="https://docs.nvidia.com/deeplearning/tensorrt/latest/inference-library/advanced.html",
    examine=examine,
    signatures=(*map(Signature, _MAGICS), Signature(b"\0{", at=3)),
    suffixes=(".engine", ".plan", ".trt"),
    weak=True,
)
