"""00000_stats.json of img2dataset: how many pictures of a shard were downloaded, and when."""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.settings.json_object import STARTS, read_settings
from mediascan.reading.settings.say import describe
from mediascan.reading.settings.values import part, plain, short, whole
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window

_WORDS = (b'"failed_to_download"', b'"failed_to_resize"')
_TOLD = ("count", "successes", "start_time", "end_time")


def examine(window: Window) -> Finding | None:
    settings = read_settings(window)
    if settings is None:
        return None
    values = settings.values
    count, good = whole(values, "count"), whole(values, "successes")
    if count is None or good is None or "failed_to_download" not in values:
        return None
    facts = Facts(framework="img2dataset", training_shape="image-text")
    facts["sample_count"] = good
    facts["row_count"] = count
    more = plain(values, _TOLD)
    for key, value in list(part(values, "status_dict").items())[:LIST_LENGTH]:
        more[f"status {key[:64]}"] = short(value)
    facts["metadata"] = more
    traces = Traces()
    for key in ("start_time", "end_time"):
        when = values.get(key)
        if isinstance(when, (int, float)):
            traces.add_time(when, key)
    traces.say(facts)
    return describe("img2dataset_stats", window, settings, facts, _WORDS)


FORMAT = Format(
    id="img2dataset_stats",
    title="Statistics of an img2dataset shard",
    kind=Kind.CONFIG,
    reference="https://github.com/rom1504/img2dataset/blob/main/img2dataset/logger.py",
    examine=examine,
    signatures=tuple(map(Signature, STARTS)),
    suffixes=(".json",),
    words=_WORDS,
    weak=True,
)
