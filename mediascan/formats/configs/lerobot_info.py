"""meta/info.json of a LeRobot dataset: how many runs of a robot, and what each step records."""

from typing import Any

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH
from mediascan.reading.settings.json_object import STARTS, read_settings
from mediascan.reading.settings.say import describe
from mediascan.reading.settings.values import part, plain, short, text, whole
from mediascan.reading.window import Window

_WORDS = (b'"codebase_version"',)
_TOLD = ("codebase_version", "total_episodes", "total_frames")


def examine(window: Window) -> Finding | None:
    settings = read_settings(window)
    if settings is None:
        return None
    values = settings.values
    features = part(values, "features")
    if "codebase_version" not in values or not ("total_episodes" in values or features):
        return None
    facts = Facts(framework="LeRobot", training_shape="robot demonstrations")
    if (episodes := whole(values, "total_episodes")) is not None:
        facts["sample_count"] = episodes
    if (frames := whole(values, "total_frames")) is not None:
        facts["row_count"] = frames
    facts["version"] = text(values, "codebase_version")
    facts["columns"] = [key[:TEXT_LENGTH] for key in list(features)[:LIST_LENGTH]]
    some = list(features.items())[:LIST_LENGTH]
    facts["column_types"] = {key[:TEXT_LENGTH]: _type(value) for key, value in some}
    more = plain(values, _TOLD)
    more.update({f"split {key[:64]}": short(one) for key, one in part(values, "splits").items()})
    facts["metadata"] = dict(list(more.items())[:LIST_LENGTH])
    return describe("lerobot_info", window, settings, facts, _WORDS)


def _type(value: Any) -> str:
    """What a step records, in short: float32 [6], video [3, 96, 96]."""
    if not isinstance(value, dict):
        return "?"
    shape = value.get("shape")
    sizes = ", ".join(map(short, shape[:8])) if isinstance(shape, list) else "?"
    return f"{text(value, 'dtype')} [{sizes}]"


FORMAT = Format(
    id="lerobot_info",
    title="Description of a LeRobot dataset",
    kind=Kind.CONFIG,
    reference="https://huggingface.co/docs/lerobot/lerobot-dataset-v3",
    examine=examine,
    signatures=tuple(map(Signature, STARTS)),
    suffixes=(".json",),
    words=_WORDS,
    weak=True,
)
