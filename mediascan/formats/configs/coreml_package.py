"""Manifest.json of a Core ML package (.mlpackage): which item of the folder is the model.

{fileFormatVersion, itemInfoEntries: {identifier: {author, description, name, path}},
rootModelIdentifier}
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind, Link
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.encodings.json import parse_object
from mediascan.reading.window import Window

_LONGEST = MIB


def examine(window: Window) -> Finding | None:
    manifest = parse_object(window.upto(0, _LONGEST))
    items, root = manifest.get("itemInfoEntries"), manifest.get("rootModelIdentifier")
    if not isinstance(items, dict) or not isinstance(root, str):
        return None
    members = [one for one in items.values() if isinstance(one, dict)]
    paths = [one["path"] for one in members if isinstance(one.get("path"), str)]
    facts = Facts(version=str(manifest.get("fileFormatVersion", "")), member_count=len(items))
    facts["members"] = paths[:LIST_LENGTH]
    return Finding(
        "coreml_package",
        Kind.CONFIG,
        Confidence.CONSISTENT,
        facts,
        (window.evidence(0, 64, "start of the manifest"),),
        links=tuple(
            Link("member", path, index, len(paths), from_name=False)
            for index, path in enumerate(paths[:LIST_LENGTH])
        ),
    )


FORMAT = Format(
    id="coreml_package",
    title="Core ML package manifest",
    kind=Kind.CONFIG,
    reference="https://github.com/apple/coremltools/blob/main/modelpackage/src/ModelPackage.cpp",
    examine=examine,
    signatures=(Signature(b"{"),),
    words=(b'"itemInfoEntries"',),
    suffixes=(".json",),
    weak=True,
    limits=Limits(read=_LONGEST),
)
