"""wandb-metadata.json of Weights & Biases: who ran what on which machine. A JSON object."""

from typing import Any

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.settings.json_object import STARTS, Settings, read_settings
from mediascan.reading.settings.say import describe
from mediascan.reading.settings.values import (
    argument_pairs,
    items,
    part,
    plain,
    short,
    text,
    texts,
    whole,
)
from mediascan.reading.window import Window

_WORDS = (b'"codePath"', b'"startedAt"', b'"heartbeatAt"', b'"executable"')
_OWN = ("os", "python", "startedAt", "heartbeatAt", "host", "program", "codePath", "executable",
        "cpu_count", "gpu", "writerId", "username")  # fmt: skip
_TOLD = ("host", "username", "email", "program", "gpu", "gpu_count", "args", "startedAt",
         "heartbeatAt", "root", "executable")  # fmt: skip


def examine(window: Window) -> Finding | None:
    settings = read_settings(window)
    if settings is None:
        return None
    values = settings.values
    if not text(values, "host") or sum(key in values for key in _OWN) < 6:
        return None
    facts = Facts(framework="Weights & Biases", host_names=[text(values, "host")])
    if people := texts(values.get(key) for key in ("username", "email")):
        facts["user_names"] = people
    _add_machine(values, facts)
    _add_program(values, facts)
    facts["metadata"] = plain(values, _TOLD)
    named = {"": argument_pairs(items(values, "args"))}  # before the bare words, which say less
    settings = Settings({**named, **values}, settings.faults, settings.trailing)
    return describe("wandb_metadata", window, settings, facts, _WORDS)


def _add_machine(values: dict[str, Any], facts: Facts) -> None:
    if (count := whole(values, "gpu_count")) is not None:
        facts["gpu_count"] = count
    devices = [text(one, "name") for one in items(values, "gpu_nvidia") if isinstance(one, dict)]
    if names := texts([values.get("gpu")]) or texts(devices):
        facts["gpus"] = names
    if folder := texts(values.get(key) for key in ("root", "executable")):
        facts["paths"] = folder
    if days := texts(values.get(key) for key in ("startedAt", "heartbeatAt")):
        facts["dates"] = days


def _add_program(values: dict[str, Any], facts: Facts) -> None:
    if program := text(values, "program", "codePath"):
        facts["program"] = program
    if arguments := items(values, "args"):
        facts["arguments"] = [short(one) for one in arguments[:LIST_LENGTH]]
    source = part(values, "git")
    if remote := text(source, "remote", "remote_url"):
        facts["addresses"] = [remote]
    if commit := text(source, "commit"):
        facts["revision"] = commit


FORMAT = Format(
    id="wandb_metadata",
    title="Metadata of a Weights & Biases run",
    kind=Kind.CONFIG,
    reference="https://docs.wandb.ai/guides/runs/",
    examine=examine,
    signatures=tuple(map(Signature, STARTS)),
    suffixes=(".json",),
    words=_WORDS,
    weak=True,
)
