"""What PaddleNLP and PaddleFormers say of a checkpoint that is cut for devices (model_meta.json).

{"parallel_config": {"pp_degree", "mp_degree", "sharding_degree", "ep_degree", ...},
"sharding_metas": {"tp00_pp00": {"structure_name_mapping": {layer: variable}, "param_meta":
{layer: [shape, dtype, ...]}, "sharding_strategy": ..., ...}}}. The numbers lie in the pickles of
each rank, beside it.
"""

from typing import Any

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, LimitExceeded
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind, fault_of
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.architecture.tally import TensorTally
from mediascan.reading.encodings.json import parse_object
from mediascan.reading.window import Window

_LARGEST = 32 * MIB
_START = b'{"parallel_config":{"'
_DEGREES = ("pp_degree", "mp_degree", "sharding_degree", "dp_degree", "sep_degree")


def examine(window: Window) -> Finding | None:
    if not b"".join(window.upto(0, 128).split()).startswith(_START):
        return None
    facts = Facts(framework="PaddleNLP")
    evidence = (window.evidence(0, 64, "first keys"),)
    try:
        if window.size > _LARGEST:
            raise LimitExceeded(f"JSON of {window.size} bytes; limit {_LARGEST}")
        whole = parse_object(window.read(0, window.size), lenient=True)
    except InputFault as bad:
        faults = (fault_of(bad),)
        return Finding("paddle_model_meta", Kind.CONFIG, Confidence.MAGIC, facts, evidence, faults)
    degrees, metas = whole.get("parallel_config"), whole.get("sharding_metas")
    if not isinstance(degrees, dict) or "pp_degree" not in degrees:
        return None
    _say_degrees(facts, degrees)
    if isinstance(metas, dict):
        _say_metas(facts, metas)
    sure = Confidence.CONSISTENT if isinstance(metas, dict) else Confidence.PARSED
    return Finding("paddle_model_meta", Kind.CONFIG, sure, facts, evidence)


def _say_degrees(facts: Facts, degrees: dict[str, Any]) -> None:
    found = {key: one for key, one in degrees.items() if type(one) is int and 0 < one < 1 << 20}
    if "pp_degree" in found:
        facts["pipeline_parallel"] = found["pp_degree"]
    if "mp_degree" in found:
        facts["tensor_parallel"] = found["mp_degree"]
    if "ep_degree" in found:
        facts["expert_parallel"] = found["ep_degree"]
    data = found.get("sharding_degree", 1) * found.get("dp_degree", 1)
    facts["data_parallel"] = data
    size = 1
    for key in _DEGREES:
        size *= found.get(key, 1)
    facts["world_size"] = size
    facts["metadata"] = {key: str(one) for key, one in list(found.items())[:LIST_LENGTH]}


def _say_metas(facts: Facts, metas: dict[str, Any]) -> None:
    """The layers of all parts; one that is cut by tensors is in several, with its own shape."""
    tally = TensorTally()
    strategies: dict[str, None] = {}
    for part in metas.values():
        match part:
            case {"param_meta": dict(layers)}:
                for name, one in layers.items():
                    match one:
                        case [list(shape), str(dtype), *_] if all(
                            type(size) is int and 0 <= size < 1 << 63 for size in shape
                        ):
                            tally.add(name, dtype, shape)
        match part:
            case {"sharding_strategy": str(strategy)}:
                strategies[strategy[:64]] = None
    if tally.count:
        tally.say(facts)
        del facts["optimizer_state"]  # it describes layers, it holds no state
    facts["members"] = list(metas)[:LIST_LENGTH]
    if strategies:
        facts["metadata"]["sharding_strategy"] = ", ".join(list(strategies)[:8])


FORMAT = Format(
    id="paddle_model_meta",
    title="PaddleNLP checkpoint, parallel layout",
    kind=Kind.CONFIG,
    reference="https://github.com/PaddlePaddle/PaddleNLP/blob/develop/paddlenlp/trainer/utils/sharding_io.py",
    examine=examine,
    signatures=(Signature(b"{"),),
    suffixes=(".json",),
    words=(b'"parallel_config"',),
    weak=True,
    limits=Limits(read=_LARGEST, total=2 * _LARGEST, seconds=20.0),
)
