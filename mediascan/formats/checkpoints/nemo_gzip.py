"""NeMo archive packed with gzip, as NeMo wrote it by default up to 1.x: only its start is read.

The first members are headers of the tar, the settings and, where they come first, tokenizers.
"""

from mediascan.formats.base import Format
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.compression.inflate import Method, inflate
from mediascan.reading.tars.headers import Walk, is_tar, members
from mediascan.reading.torch.nemo import Nemo, config_text, say_config
from mediascan.reading.window import Window

_FIRST = 8 * MIB  # bytes decompressed: settings and tokenizers are smaller
_QUICK = 64 << 10  # enough for the names of the first members


def examine(window: Window) -> Finding | None:
    quick = inflate(window, Method.GZIP, _QUICK).data
    if b"model_config.yaml" not in quick and b"_tokenizer.model" not in quick:
        return None
    data = inflate(window, Method.GZIP, _FIRST)
    inside = Window.over(data.data, window.limits)
    if not is_tar(inside):
        return None
    nemo, names = Nemo(), list[str]()
    try:
        for member in members(inside, Walk()):
            nemo.add(member)
            names.append(member.name)
    except InputFault:
        pass  # the last member goes on behind what was decompressed
    if not nemo.proven or nemo.config is None:
        return None
    facts = Facts(framework="NeMo", compression="gzip")
    say_config(config_text(inside, nemo.config), facts)
    facts["members"] = names[:LIST_LENGTH]
    facts["declared_bytes"] = sum(one.size for one in nemo.weights)
    faults = []
    if data.damage:
        faults.append(Fault(FaultKind.MALFORMED, f"damaged gzip stream: {data.damage}"))
    return Finding(
        "nemo_gzip",
        Kind.CHECKPOINT,
        Confidence.PARSED,
        facts,
        (window.evidence(0, 10, "gzip header"),),
        tuple(faults),
    )


FORMAT = Format(
    id="nemo_gzip",
    title="NeMo model archive in gzip",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/NVIDIA-NeMo/NeMo/blob/main/nemo/core/connectors/save_restore_connector.py",
    examine=examine,
    suffixes=(".nemo",),
    refines="gzip",
    inside=frozenset({"tar"}),
    weak=True,  # a fault is told by the general format already
    limits=Limits(total=64 * MIB, seconds=30.0),
)
