"""What trainers write into `__metadata__`: the model, the run, and what was trained on.

`ss_*` are the keys of kohya-ss/sd-scripts (`library/train_util.py`, `train_network.py`),
`modelspec.*` those of Stability-AI/ModelSpec. Dataset folders and tags are JSON in a text.
"""

import re
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH
from mediascan.reading.encodings.json import parse
from mediascan.reading.traces import Traces

_NUMBER = re.compile(r"[0-9]{1,15}", re.ASCII)
_SECONDS = re.compile(r"[0-9]{9,11}(?:\.[0-9]+)?", re.ASCII)
_LARGEST_JSON = 1 << 22
_WORDS = 16  # the most frequent words told
_NUMBERS = (
    ("training_step", "ss_steps"),
    ("epoch", "ss_epoch"),
    ("max_steps", "ss_max_train_steps"),
    ("lora_rank", "ss_network_dim"),
    ("sample_count", "ss_num_train_images"),
)
_TEXTS = (  # the first that is there
    ("architecture", ("modelspec.architecture",)),
    ("model_name", ("modelspec.title", "ss_output_name")),
    ("base_model", ("ss_sd_model_name", "ss_base_model_version", "modelspec.merged_from")),
    ("optimizer", ("ss_optimizer",)),
    ("learning_rate", ("ss_learning_rate",)),
)
_DATES = ("modelspec.date", "ss_training_started_at", "ss_training_finished_at")


def add_metadata(facts: Facts, metadata: dict[str, Any]) -> None:
    """Tell in `facts` what `metadata` says."""
    text = {key: value for key, value in metadata.items() if isinstance(value, str)}
    if metadata:
        some = islice(metadata.items(), LIST_LENGTH)
        facts["metadata"] = {key: str(value)[:TEXT_LENGTH] for key, value in some}
    for word, keys in _TEXTS:
        if found := next(
            (text[key] for key in keys if text.get(key) not in {None, "", "None"}), ""
        ):
            facts[word] = found[:TEXT_LENGTH]  # type: ignore[literal-required]  # a word
    for word, key in _NUMBERS:
        if _NUMBER.fullmatch(text.get(key, "")):
            facts[word] = int(text[key])  # type: ignore[literal-required]  # a word
    traces = Traces()
    for key, value in islice(text.items(), LIST_LENGTH):
        traces.add(value, key)
    traces.say(facts)
    _add_data(facts, text)
    if author := text.get("modelspec.author"):
        known = facts.get("user_names", [])
        facts["user_names"] = list(dict.fromkeys([*known, author[:TEXT_LENGTH]]))
    dates = [_date(text[key]) for key in _DATES if text.get(key)]
    if dates:
        facts["dates"] = list(dict.fromkeys([*facts.get("dates", []), *dates]))


def _add_data(facts: Facts, text: dict[str, str]) -> None:
    """The folders that were trained on, and the words that pictures were given most often."""
    folders = dict.fromkeys(_object(text.get("ss_dataset_dirs", "")))
    words: dict[str, int] = {}
    for folder, tags in _object(text.get("ss_tag_frequency", "")).items():
        folders[folder] = None
        for word, count in tags.items() if isinstance(tags, dict) else ():
            if type(count) is int:
                words[word.strip()] = words.get(word.strip(), 0) + count
    for one in _list(text.get("ss_datasets", "")):
        for subset in one.get("subsets", ()) if isinstance(one, dict) else ():
            if isinstance(subset, dict) and isinstance(subset.get("image_dir"), str):
                folders[subset["image_dir"]] = None
    if folders:
        known = facts.get("data_paths", [])
        told = dict.fromkeys([*known, *(one[:TEXT_LENGTH] for one in folders)])
        facts["data_paths"] = list(told)[:LIST_LENGTH]
    if words:
        most = sorted(words.items(), key=lambda pair: -pair[1])[:_WORDS]
        facts["training_words"] = [word[:TEXT_LENGTH] for word, _ in most]


def _object(text: str) -> dict[str, Any]:
    value = _json(text)
    return value if isinstance(value, dict) else {}


def _list(text: str) -> list[Any]:
    value = _json(text)
    return value[:LIST_LENGTH] if isinstance(value, list) else []


def _json(text: str) -> Any:
    if not text or len(text) > _LARGEST_JSON:
        return None
    try:
        return parse(text.encode("utf-8", "replace"), lenient=True)
    except InputFault:
        return None


def _date(text: str) -> str:
    """Seconds since 1970 as the day and time that they are."""
    if not _SECONDS.fullmatch(text):
        return text[:TEXT_LENGTH]
    return f"{datetime.fromtimestamp(int(float(text)), tz=UTC):%Y-%m-%dT%H:%M:%SZ}"
