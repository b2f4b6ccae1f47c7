"""metadata.json of a Megatron-LM distributed checkpoint: how its tensors are stored. A JSON object.

It lies beside `common.pt` and `.metadata`; `sharded_backend` is `torch_dist`, `zarr` or
`fsdp_dtensor`.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.reading.settings.json_object import STARTS, read_settings
from mediascan.reading.settings.say import describe
from mediascan.reading.settings.values import plain, text
from mediascan.reading.window import Window

_WORDS = (b'"sharded_backend"',)


def examine(window: Window) -> Finding | None:
    settings = read_settings(window)
    if settings is None or not text(settings.values, "sharded_backend"):
        return None
    facts = Facts(framework="Megatron-LM", metadata=plain(settings.values))
    return describe("megatron_metadata", window, settings, facts, _WORDS)


FORMAT = Format(
    id="megatron_metadata",
    title="Metadata of a Megatron-LM checkpoint",
    kind=Kind.CONFIG,
    reference="https://github.com/NVIDIA/Megatron-LM/tree/main/megatron/core/dist_checkpointing",
    examine=examine,
    signatures=tuple(map(Signature, STARTS)),
    suffixes=(".json",),
    words=_WORDS,
    weak=True,
)
