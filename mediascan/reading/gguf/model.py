"""What the keys of a GGUF header tell about the model: its sizes, its origin, its data.

Keys: ggml `docs/gguf.md` and gguf-py `constants.py`; those of `imatrix` files llama.cpp's
`tools/imatrix`, those of adapters its `convert_lora_to_gguf.py`.
"""

from mediascan.model.facts import Facts
from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH
from mediascan.reading.gguf.tensor_types import quantization
from mediascan.reading.gguf.values import Value
from mediascan.reading.traces import Traces

Values = dict[str, Value]
_SIZES = (
    ("layer_count", "block_count"),
    ("hidden_size", "embedding_length"),
    ("intermediate_size", "feed_forward_length"),
    ("expert_intermediate_size", "expert_feed_forward_length"),
    ("head_count", "attention.head_count"),
    ("kv_head_count", "attention.head_count_kv"),
    ("expert_count", "expert_count"),
    ("experts_per_token", "expert_used_count"),
    ("context_length", "context_length"),
)
_MOST_ORIGINS = 8  # base models and data sets looked for
_DATA_KEYS = ("general.datasets", "imatrix.datasets")
_COUNTED = frozenset({"llama", "qwen2", "qwen3", "qwen3moe"})  # whose tensors follow from the keys
_LARGEST = 1 << 40


def text_of(values: Values, key: str) -> str:
    value = values.get(key)
    return value.text if value is not None and value.is_text else ""


def number_of(values: Values, key: str) -> int | None:
    """The value of `key`, where it is a whole number that is not negative."""
    value = values.get(key)
    number = value.number if value is not None else None
    return number if number is not None and number >= 0 else None


def add_model(facts: Facts, values: Values) -> None:
    """What the keys tell about the model."""
    if text := text_of(values, "general.architecture"):
        facts["architecture"] = text
    if text := text_of(values, "general.name"):
        facts["model_name"] = text
    if (number := number_of(values, "general.file_type")) is not None:
        facts["quantization"] = quantization(number)
    for word, name in _SIZES:
        if (number := _of_architecture(values, name)) is not None:
            facts[word] = number  # type: ignore[literal-required]  # a word of the table
    tokens = values.get("tokenizer.ggml.tokens")
    number = tokens.count if tokens else _of_architecture(values, "vocab_size")
    if number is not None:
        facts["vocabulary_size"] = number
    _add_origin(facts, values)


def _add_origin(facts: Facts, values: Values) -> None:
    """What the model was made from, and what the writer left in texts."""
    bases = _numbered(values, "general.base_model", ("name", "organization"))
    if not bases:
        bases = [text for text in (text_of(values, "general.basename"),) if text]
    if bases:
        facts["base_model"] = ", ".join(bases)[:TEXT_LENGTH]
    traces = Traces()
    for key, value in values.items():
        for text in (value.text,) if value.is_text else value.items:
            traces.add(text, key)
    traces.say(facts)
    data = list(facts.get("data_paths", []))
    data += _numbered(values, "general.dataset", ("name", "repo_url"))
    for key in _DATA_KEYS:
        data += values[key].items if key in values else ()
    if data:
        facts["data_paths"] = list(dict.fromkeys(data))[:LIST_LENGTH]
    urls = [text for key in values if key.endswith("url") and (text := text_of(values, key))]
    if urls:
        known = facts.get("addresses", [])
        facts["addresses"] = list(dict.fromkeys([*known, *urls]))[:LIST_LENGTH]
    people = [text_of(values, f"general.{key}") for key in ("author", "organization")]
    if any(people):
        known = facts.get("user_names", [])
        facts["user_names"] = list(dict.fromkeys([*known, *filter(None, people)]))


def _numbered(values: Values, start: str, names: tuple[str, ...]) -> list[str]:
    """The first of `names` that each of several numbered groups has."""
    found = []
    for number in range(_MOST_ORIGINS):
        texts = (text_of(values, f"{start}.{number}.{name}") for name in names)
        found += [text for text in texts if text][:1]
    return found


def config_parameters(values: Values, facts: Facts, *, tied: bool) -> int | None:
    """How many parameters the settings come to, for architectures of which that is known.

    `tied` says that the file has no output matrix of its own.
    """
    kind = text_of(values, "general.architecture")
    layers, hidden = facts.get("layer_count", 0), facts.get("hidden_size", 0)
    heads = facts.get("head_count", 0)
    vocabulary = facts.get("vocabulary_size", 0)
    experts = facts.get("expert_count", 0)
    word = "expert_feed_forward_length" if kind == "qwen3moe" else "feed_forward_length"
    wide = number_of(values, f"{kind}.{word}") or 0
    sizes = (layers, hidden, heads, vocabulary, wide)
    if kind not in _COUNTED or not all(0 < one < _LARGEST for one in sizes):
        return None
    shared = heads if (one := facts.get("kv_head_count")) is None else one
    head = number_of(values, f"{kind}.attention.key_length") or hidden // heads
    attention = 2 * hidden * head * (heads + shared)
    if kind == "qwen2":
        attention += head * (heads + 2 * shared)
    elif kind.startswith("qwen3"):
        attention += 2 * head
    network = 3 * hidden * wide
    if experts:
        network = experts * network + experts * hidden
    matrices = vocabulary * hidden * (1 if tied else 2)
    return matrices + layers * (attention + network + 2 * hidden) + hidden


def _of_architecture(values: Values, name: str) -> int | None:
    """`name` of the model's architecture, or of a part of it such as `clip.vision`.

    Models whose layers differ have an array there; then it is the largest of its first numbers.
    """
    number = number_of(values, f"{text_of(values, 'general.architecture')}.{name}")
    if number is not None:
        return number
    ending = f".{name}"
    return next((number_of(values, key) for key in values if key.endswith(ending)), None)
