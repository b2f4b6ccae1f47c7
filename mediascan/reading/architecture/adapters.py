"""Adapters: small matrices beside those of a model. Their rank, and what they were put beside."""

import re

from mediascan.model.facts import Facts
from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.architecture.names import Names

_FIRST = re.compile(  # the matrix whose rows are the rank
    r"^(.*?)\.(?:lora_A(?:\.\w+)?\.weight|lora_down\.weight|lora\.down\.weight|weight\.lora_a|weight\.loraA|lora_A"
    r"|lora_embedding_A(?:\.\w+)?|to_\w+_lora\.down\.weight|hada_w1_b|lokr_w1_b)$",
    re.ASCII,
)


def adapter_facts(names: Names) -> Facts:
    """Rank and targets of a LoRA adapter; empty where there is none."""
    facts = Facts()
    rank, targets = 0, {}
    for text, pattern in names.patterns.items():
        found = _FIRST.match(text)
        if not found or not pattern.shape:
            continue
        rank = max(rank, pattern.shape[0])
        targets[_target(found[1])] = True
    if rank:
        facts["lora_rank"] = rank
        facts["target_modules"] = sorted(targets)[:LIST_LENGTH]
    return facts


def _target(text: str) -> str:
    """The module that a matrix was put beside: the last word of its name that is no number."""
    words = [word.lstrip("#").strip("_") for word in text.split(".")]
    return next((word for word in reversed(words) if word), "")
