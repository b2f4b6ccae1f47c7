"""What a person of the field wants to know first of one finding, in four lines at the most.

The first says what it is and how large, the second how far it was trained and by how many, the
third what is in its texts, the last what its writer left inside. All that was found stands below
them, and in the report.
"""

from collections.abc import Mapping
from typing import Any

from mediascan.report.page.held import amounts, corpora, texts
from mediascan.report.page.names import text_of
from mediascan.report.page.quantities import amount_of, grouped, size, whole

_UNKNOWN = "unknown"  # how the family of a network begins that no rule knows
_SOME = 3  # values named of one list
_LONG = 60  # characters of one value
_SIZES = (  # fact, words before and behind the number
    ("layer_count", "", " layers"),
    ("hidden_size", "hidden ", ""),
    ("head_count", "", " heads"),
    ("expert_count", "", " experts"),
    ("vocabulary_size", "vocabulary ", ""),
    ("context_length", "context ", ""),
    ("lora_rank", "LoRA rank ", ""),
    ("tree_count", "", " trees"),
    ("node_count", "", " nodes"),
)
_NAMED = (
    ("tokenizer", ""),
    ("cipher", "cipher "),
    ("label", "label "),
    ("compression", "compressed by "),
    ("inner_format", "inside: "),
)
_RANKS = (
    ("tensor_parallel", "tensor"),
    ("pipeline_parallel", "pipeline"),
    ("data_parallel", "data"),
    ("expert_parallel", "expert"),
    ("context_parallel", "context"),
)
_SEEN = (
    ("tokens_seen", "token seen", "tokens seen"),
    ("samples_seen", "sample seen", "samples seen"),
)
_TRACES = (
    ("data_paths", "data"),
    ("paths", "paths"),
    ("host_names", "hosts"),
    ("user_names", "users"),
    ("addresses", "addresses"),
    ("dates", "dates"),
)

Facts = Mapping[str, Any]


def brief(facts: Facts) -> tuple[str, ...]:
    """Up to four lines; none for facts that say nothing of this kind. Texts are made safe."""
    said = (_what(facts), _run(facts), texts(facts), _left(facts))
    return tuple(", ".join(words) for words in said if words)


def _what(facts: Facts) -> list[str]:
    words = _model(facts) + _data(facts)
    index, count = facts.get("shard_index"), whole(facts.get("shard_count"))
    if count > 1 and index is not None:
        words.append(f"shard {grouped(whole(index) + 1)} of {grouped(count)}")
    elif count > 1:
        words.append(f"in {grouped(count)} shards")
    if whole(facts.get("missing_bytes")):
        words.append(f"cut short by {size(facts['missing_bytes'])}")
    return words


def _model(facts: Facts) -> list[str]:
    words = []
    family = _text(facts, "family")
    if family.startswith(_UNKNOWN):  # its sizes, which the family repeats, are told below
        words.append(family.partition(":")[0])
    elif family:
        words.append(f"{family} family")
    architecture = _text(facts, "architecture")
    if architecture and architecture.lower() not in family.lower():
        words.append(architecture)
    if name := _text(facts, "model_name"):
        words.append(f'called "{name}"')
    if base := _text(facts, "base_model"):
        words.append(f"made from {base}")
    words += _parameters(facts)
    if target := _text(facts, "target"):
        words.append(f"for {target}")
    return words + [
        f"{before}{grouped(facts[key])}{behind if whole(facts[key]) != 1 else behind.rstrip('s')}"
        for key, before, behind in _SIZES
        if whole(facts.get(key))
    ]


def _parameters(facts: Facts) -> list[str]:
    count, declared = whole(facts.get("parameter_count")), facts.get("config_parameter_count")
    words = []
    if count or declared:
        words.append(f"{amount_of(count or declared)} parameters{_types(facts)}")
    if active := whole(facts.get("active_parameter_count")):
        words.append(f"{amount_of(active)} of them active")
    if count and declared and whole(declared) != count:
        words.append(f"by its settings {amount_of(declared)}")
    if quantization := _text(facts, "quantization"):
        words.append(f"weights in {quantization}")
    return words


def _types(facts: Facts) -> str:
    dtypes = facts.get("dtypes")
    names = [text_of(str(one))[:_LONG] for one in dtypes] if isinstance(dtypes, Mapping) else []
    return f" ({_listed(names)})" if names else ""


def _data(facts: Facts) -> list[str]:
    words = []
    if shape := _text(facts, "training_shape"):
        words.append(shape)
    words += amounts(facts)
    words += corpora(facts)
    if names := _texts(facts, "columns"):
        words.append(f"columns {_listed(names)}")
    words += [f"{label}{text}" for key, label in _NAMED if (text := _text(facts, key))]
    if whole(facts.get("element_count")):
        words.append(f"{amount_of(facts['element_count'])} numbers")
    if members := whole(facts.get("member_count")):
        words.append(f"{grouped(members)} member{'s' if members > 1 else ''}")
    if _text(facts, "sha256"):
        words.append(f"stands for {size(facts.get('declared_bytes'))} that lie elsewhere")
    return words


def _amounts(facts: Facts, known: tuple[tuple[str, str, str], ...]) -> list[str]:
    return [
        f"{amount_of(facts[key])} {one if whole(facts[key]) == 1 else many}"
        for key, one, many in known
        if whole(facts.get(key))
    ]


def _run(facts: Facts) -> list[str]:
    words = []
    if danger := _texts(facts, "dangerous_calls") or _texts(facts, "dangerous_imports"):
        words.append(f"would run code when loaded: {_listed(danger)}")
    elif needed := _texts(facts, "needs_code"):
        words.append(f"loading needs code from elsewhere: {_listed(needed)}")
    if framework := _text(facts, "framework"):
        words.append(f"written by {framework}")
    if objective := _text(facts, "objective"):
        words.append(f"trained for {objective}")
    words += [
        f"{word} {grouped(facts[key])}"
        for key, word in (("training_step", "step"), ("epoch", "epoch"))
        if key in facts
    ]
    words += _amounts(facts, _SEEN)
    words += _optimizer(facts)
    words += _ranks(facts)
    if producer := _text(facts, "producer"):
        words.append(f"by {producer}")
    return words


def _optimizer(facts: Facts) -> list[str]:
    name = _text(facts, "optimizer")
    if facts.get("optimizer_state") is True:
        kept = f"optimizer state of {name}" if name else "optimizer state"
        more = " and master weights" if facts.get("master_weights") is True else ""
        return [f"{kept}{more}"]
    return [f"optimizer {name}"] if name else []


def _ranks(facts: Facts) -> list[str]:
    words = []
    if whole(facts.get("world_size")) > 1:
        words.append(f"{grouped(facts['world_size'])} ranks")
    split = [f"{word} {grouped(facts[key])}" for key, word in _RANKS if whole(facts.get(key)) > 1]
    if split:
        words.append(" x ".join(split))
    return words


def _left(facts: Facts) -> list[str]:
    """What names people, machines and data; a path is told once."""
    told: set[str] = set()
    words = []
    for key, label in _TRACES:
        values = [one for one in _texts(facts, key) if one not in told]
        told.update(values)
        if values:
            words.append(f"{label} {_listed(values)}")
    return [f"left inside: {words[0]}", *words[1:]] if words else []


def _text(facts: Facts, key: str) -> str:
    value = facts.get(key)
    return text_of(value)[:_LONG] if isinstance(value, str) else ""


def _texts(facts: Facts, key: str) -> list[str]:
    values = facts.get(key)
    if not isinstance(values, list):
        return []
    return [text_of(one)[:_LONG] for one in values if isinstance(one, str)]


def _listed(values: list[str]) -> str:
    more = len(values) - _SOME
    return "; ".join(values[:_SOME]) + (f" and {grouped(more)} more" if more > 0 else "")
