"""metadata.json of a compiled Core ML model (.mlmodelc): a list of one object a model.

{metadataOutputVersion, specificationVersion, inputSchema, outputSchema, storagePrecision,
mlProgramOperationTypeHistogram or neuralNetworkLayerTypeHistogram, userDefinedMetadata}
"""

from typing import Any

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Fault, FaultKind, Finding, Kind
from mediascan.model.limits import LIST_LENGTH, MIB
from mediascan.reading.encodings.json import parse_start
from mediascan.reading.graphs.json_nodes import objects, say_kinds
from mediascan.reading.settings.json_object import parse_cut
from mediascan.reading.settings.say import described
from mediascan.reading.settings.values import part, plain, text, whole
from mediascan.reading.window import Window

_WORDS = (b'"metadataOutputVersion"',)
_LONGEST = MIB
_BLANK = b" \t\r\n"
_TOOLS = "com.github.apple.coremltools."
_USES = ("mlProgramOperationTypeHistogram", "neuralNetworkLayerTypeHistogram")


def examine(window: Window) -> Finding | None:
    data = window.upto(0, _LONGEST)
    faults: tuple[Fault, ...] = ()
    found = parse_start(data)
    if found is None:
        values = parse_cut(data.lstrip(_BLANK).removeprefix(b"["))
        faults = (Fault(FaultKind.TRUNCATED, "cut off or damaged"),)
    else:
        values = next(iter(objects(found[0])), None)
        if behind := len(data[found[1] :].strip(_BLANK)):
            faults = (Fault(FaultKind.MALFORMED, f"{behind} bytes behind the list"),)
    if values is None or not text(values, "metadataOutputVersion"):
        return None
    facts = _facts(values)
    return described("coreml_compiled_metadata", window, facts, _WORDS, values, faults)


def _facts(values: dict[str, Any]) -> Facts:
    facts = Facts(framework="Core ML")
    about = part(values, "userDefinedMetadata")
    if version := text(about, f"{_TOOLS}version"):
        facts["producer"] = f"coremltools {version}"
    if name := text(values, "generatedClassName"):
        facts["model_name"] = name
    if kind := text(part(values, "modelType"), "name"):
        facts["architecture"] = kind
    if number := whole(values, "specificationVersion"):
        facts["version"] = str(number)
    if comment := text(values, "shortDescription"):
        facts["comment"] = comment
    if precision := text(values, "storagePrecision", "computePrecision"):
        facts["precision"] = precision
    uses = part(values, *_USES)
    say_kinds({key: n for key, n in uses.items() if type(n) is int and 0 <= n < 1 << 53}, facts)
    facts["inputs"] = _ends(values.get("inputSchema"))
    facts["outputs"] = _ends(values.get("outputSchema"))
    told = {**plain(values, ("shortDescription", "metadataOutputVersion")), **plain(about)}
    facts["metadata"] = dict(list(told.items())[:LIST_LENGTH])
    return facts


def _ends(schema: Any) -> list[str]:
    return [
        f"{text(one, 'name')}: {text(one, 'formattedType', 'type')}"
        for one in objects(schema)[:LIST_LENGTH]
    ]


FORMAT = Format(
    id="coreml_compiled_metadata",
    title="Metadata of a compiled Core ML model",
    kind=Kind.CONFIG,
    reference="https://apple.github.io/coremltools/docs-guides/",
    examine=examine,
    signatures=(Signature(b"["),),
    suffixes=(".json",),
    words=_WORDS,
    weak=True,
)
