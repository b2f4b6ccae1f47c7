"""What a Keras model's JSON says: `class_name` and `config`, with layers that are alike inside.

It stands in `config.json` of a `.keras` archive, in the attribute `model_config` of an HDF5 file,
or alone. A Lambda layer carries Python byte code; a class from elsewhere is imported by its name.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from mediascan.model.facts import Facts
from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.keras.byte_code import reaching, texts_of
from mediascan.reading.pickles.names import is_dangerous
from mediascan.reading.traces import Traces

_ITEMS = 200_000  # objects and lists of one description
_OWN = ("keras", "tf_keras", "tensorflow", "keras_hub", "keras_nlp", "keras_cv", "builtins")
_SIZES: tuple[tuple[str, tuple[str, ...]], ...] = (  # fact, and settings of KerasHub's backbones
    ("vocabulary_size", ("vocabulary_size", "vocab_size")),
    ("hidden_size", ("hidden_dim", "hidden_size")),
    ("intermediate_size", ("intermediate_dim", "ffn_inner_dim")),
    ("layer_count", ("num_layers",)),
    ("head_count", ("num_query_heads", "num_heads", "num_attention_heads")),
    ("kv_head_count", ("num_key_value_heads", "num_kv_heads")),
    ("expert_count", ("num_experts",)),
    ("experts_per_token", ("top_k", "num_experts_per_tok")),
    ("context_length", ("max_sequence_length",)),
)
_LAYERS = {  # what a layer tells: class -> fact and setting
    "Embedding": (("vocabulary_size", "input_dim"), ("hidden_size", "output_dim")),
    "ReversibleEmbedding": (("vocabulary_size", "input_dim"), ("hidden_size", "output_dim")),
    "MultiHeadAttention": (("head_count", "num_heads"),),
    "GroupQueryAttention": (
        ("head_count", "num_query_heads"),
        ("kv_head_count", "num_key_value_heads"),
    ),
    "PositionEmbedding": (("context_length", "sequence_length"),),
    "TokenAndPositionEmbedding": (
        ("vocabulary_size", "vocabulary_size"),
        ("context_length", "sequence_length"),
        ("hidden_size", "embedding_dim"),
    ),
}


def is_model(value: object) -> bool:
    """Whether `value` describes a model: a class, and a configuration with layers or a name."""
    if not isinstance(value, dict) or not value.get("class_name"):
        return False
    config = value.get("config")
    if isinstance(config, list) and config:  # a Sequential of Keras 1: its layers, and no more
        return all(isinstance(one, dict) and "class_name" in one for one in config)
    if not isinstance(config, dict) or not isinstance(value["class_name"], str):
        return False
    named = isinstance(config.get("name"), str)
    return isinstance(config.get("layers"), list) or (
        named and ("trainable" in config or "registered_name" in value)
    )


@dataclass(slots=True)
class _Found:
    """What was met in a description."""

    layers: dict[str, int] = field(default_factory=dict)  # class -> uses
    inputs: list[str] = field(default_factory=list)
    sizes: dict[str, int] = field(default_factory=dict)
    policies: dict[str, None] = field(default_factory=dict)
    custom: dict[str, None] = field(default_factory=dict)
    imports: dict[str, bool] = field(default_factory=dict)  # name -> whether it is dangerous
    code: dict[str, None] = field(default_factory=dict)

    def size(self, fact: str, value: object) -> None:
        if type(value) is int and 0 <= value < 1 << 53:
            self.sizes[fact] = max(self.sizes.get(fact, 0), value)


def add_description(facts: Facts, model: dict[str, Any], traces: Traces) -> None:
    """Tell in `facts` what the description `model` says."""
    found = _Found()
    for one in _objects(model):
        _look(one, found, traces)
    config = model.get("config")
    config = config if isinstance(config, dict) else {}
    facts["architecture"] = str(model.get("class_name"))
    if isinstance(name := config.get("name"), str):
        facts["model_name"] = name
    for fact, keys in _SIZES:
        for key in keys:
            found.size(fact, config.get(key))
    if "layer_count" not in found.sizes and found.layers:
        found.size("layer_count", sum(found.layers.values()))
    facts.update(Facts(**found.sizes))  # type: ignore[typeddict-item]  # only known facts
    _add_met(facts, found)


def _add_met(facts: Facts, found: _Found) -> None:
    if found.layers:
        common = sorted(found.layers.items(), key=lambda one: (-one[1], one[0]))
        facts["operators"] = dict(common[:LIST_LENGTH])
    if found.inputs:
        facts["inputs"] = found.inputs
    if found.policies:
        facts["quantization"] = ", ".join(list(found.policies)[:8])
    if found.custom:
        facts["custom_operators"] = list(found.custom)[:LIST_LENGTH]
    if found.code:
        facts["code_members"] = list(found.code)[:LIST_LENGTH]
    if found.imports:
        facts["imports"] = list(found.imports)[:LIST_LENGTH]
    dangerous = [name for name, bad in found.imports.items() if bad]
    if dangerous:
        facts["dangerous_imports"] = dangerous[:LIST_LENGTH]


def add_training(facts: Facts, config: object) -> None:
    """Tell the optimizer, its rate and the loss of a `training_config` or `compile_config`."""
    if not isinstance(config, dict):
        return
    optimizer = config.get("optimizer_config") or config.get("optimizer")
    match optimizer:
        case {"class_name": str(name), "config": dict(settings)}:
            facts["optimizer"] = f"{name.rsplit('>', 1)[-1]}, by its configuration"
            rate = settings.get("learning_rate")
            if isinstance(rate, float):
                facts["learning_rate"] = f"{rate:.6g}"
            elif isinstance(rate, dict):
                facts["learning_rate"] = str(rate.get("class_name"))
        case str(name):
            facts["optimizer"] = f"{name}, by its configuration"
    loss = config.get("loss")
    if isinstance(loss, dict):
        loss = loss.get("class_name")
    if isinstance(loss, str):
        facts["metadata"] = {**facts.get("metadata", {}), "loss": loss}


def _objects(model: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every object of the description, the outer ones first."""
    todo: list[object] = [model]
    for _ in range(_ITEMS):
        if not todo:
            return
        one = todo.pop()
        if isinstance(one, dict):
            yield one
            todo += [value for value in one.values() if isinstance(value, dict | list)]
        elif isinstance(one, list):
            todo += [value for value in one if isinstance(value, dict | list)]


def _look(one: dict[str, Any], found: _Found, traces: Traces) -> None:
    layers = one.get("layers")
    if one.get("class_name") == "Sequential" and isinstance(one.get("config"), list):
        layers = one["config"]
    for layer in layers if isinstance(layers, list) else ():
        if isinstance(layer, dict):
            _layer(layer, found)
    match one:
        case {"class_name": str(name), "config": config}:
            _class(one, name, config, found)
    _code(one, found, traces)


def _layer(layer: dict[str, Any], found: _Found) -> None:
    name, config = layer.get("class_name"), layer.get("config")
    if not isinstance(name, str) or not isinstance(config, dict):
        return
    name = name.rsplit(">", 1)[-1]
    shape = config.get("batch_shape") or config.get("batch_input_shape")
    if shape and len(found.inputs) < LIST_LENGTH:
        found.inputs.append(f"{config.get('name', 'input')}: {shape}")
    if name == "InputLayer":
        return
    if "layers" not in config:  # a model inside a model is told by its own layers
        found.layers[name] = found.layers.get(name, 0) + 1
    for fact, key in _LAYERS.get(name, ()):
        found.size(fact, config.get(key))


def _class(one: dict[str, Any], name: str, config: object, found: _Found) -> None:
    """What class or function an object asks for: from where, and whether Keras has it."""
    module, registered = one.get("module"), one.get("registered_name")
    if name.endswith("DTypePolicy") and isinstance(config, dict):
        policy = config.get("name") or config.get("mode")
        if isinstance(policy, str) and policy != "float32":
            found.policies[policy] = None
    text = registered if isinstance(registered, str) else name
    if ">" in text and not text.startswith(("Addons>", "keras_hub>", "keras_nlp>")):
        found.custom[text] = None
    if isinstance(module, str):
        target = config if name == "function" and isinstance(config, str) else name
        bad = is_dangerous(module, target) and not (module == "builtins" and name == "function")
        if bad or module.split(".", 1)[0] not in _OWN:
            found.imports[f"{module}.{target}"] = bad


def _code(one: dict[str, Any], found: _Found, traces: Traces) -> None:
    """The byte code of a Lambda layer, in the forms of Keras 2 and 3."""
    match one:
        case {"class_name": "__lambda__", "config": {"code": str(code)}}:
            place = "a Lambda layer"
        case {"function_type": "lambda", "function": [str(code), *_]}:
            place = f"Lambda layer {one.get('name')}"
        case _:
            return
    texts = texts_of(code)
    used = [text for text in texts if text.isidentifier()]
    found.code[f"{place}: {len(code)} characters of byte code, with {', '.join(used[:16])}"] = None
    for text in texts:
        traces.add(text, "code")
    for name in reaching(texts):
        found.imports[name] = True
