"""Index of a model in shards: `weight_map` says which file holds which tensor. A JSON object.

`model.safetensors.index.json`, `pytorch_model.bin.index.json`, `diffusion_pytorch_model...`, and
those of optimizers: `metadata.total_size` counts the bytes of all tensors.
"""

from typing import Any

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Fault, FaultKind, Finding, Kind, Link
from mediascan.model.limits import LIST_LENGTH, Limits
from mediascan.model.optimizer_names import optimizer_evidence
from mediascan.reading.architecture.fingerprint import Fingerprint
from mediascan.reading.settings.json_object import STARTS, Settings, read_settings
from mediascan.reading.settings.say import describe
from mediascan.reading.settings.values import part, plain, whole
from mediascan.reading.window import Window

_WORDS = (b'"weight_map"',)
_NAME = 255  # bytes of a file's name


def examine(window: Window) -> Finding | None:
    settings = read_settings(window)
    if settings is None:
        return None
    tensors = part(settings.values, "weight_map")
    files = dict.fromkeys(one for one in tensors.values() if isinstance(one, str) and one)
    if not files or not all(isinstance(one, str) for one in tensors.values()):
        return None
    names = sorted(files)
    facts = Facts(shard_count=len(names), shard_files=names[:LIST_LENGTH])
    facts["tensor_count"] = len(tensors)
    _add_metadata(part(settings.values, "metadata"), facts)
    shapes = Fingerprint()
    for name in tensors:
        shapes.add(name, ())
    facts.update(shapes.facts())
    state = optimizer_evidence(tensors)
    if state:
        facts["optimizer_state"] = True
        facts["optimizer_evidence"] = state
    _complain(names, settings)
    links = tuple(
        Link("external-data", name, number, len(names), from_name=False)
        for number, name in enumerate(names[:LIST_LENGTH])
    )
    return describe("hf_index", window, Settings({}, settings.faults), facts, _WORDS, links)


def _add_metadata(metadata: dict[str, Any], facts: Facts) -> None:
    if (size := whole(metadata, "total_size")) is not None:
        facts["declared_bytes"] = size
    if (count := whole(metadata, "total_parameters")) is not None:
        facts["parameter_count"] = count
    if more := plain(metadata, ("total_size", "total_parameters")):
        facts["metadata"] = more


def _complain(names: list[str], settings: Settings) -> None:
    outside = [one for one in names if ".." in one or one.startswith("/") or len(one) > _NAME]
    if outside:
        text = f"a tensor is said to lie in {outside[0]!r:.80}, outside of the folder"
        settings.faults.append(Fault(FaultKind.MALFORMED, text))


FORMAT = Format(
    id="hf_index",
    title="Index of a model in shards",
    kind=Kind.CONFIG,
    reference="https://huggingface.co/docs/transformers/big_models",
    examine=examine,
    signatures=tuple(map(Signature, STARTS)),
    suffixes=(".json",),
    words=_WORDS,
    weak=True,
    limits=Limits(seconds=20.0),  # of a model with 256 experts a layer the index has 90,000 tensors
)
