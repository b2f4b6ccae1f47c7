"""COCO annotations: a JSON object with lists of images, of what is on them, and of categories."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH
from mediascan.reading.settings.json_object import STARTS, Settings, read_settings
from mediascan.reading.settings.say import describe
from mediascan.reading.settings.values import items, part, plain, text
from mediascan.reading.window import Window

_WORDS = (b'"file_name"', b'"coco_url"', b'"iscrowd"', b'"supercategory"', b'"category_id"')
_SAMPLE = 64  # images and annotations whose keys are looked at
_SHAPES = (
    ("caption", "image-text"),
    ("keypoints", "keypoints in images"),
    ("segmentation", "image segmentation"),
    ("segments_info", "image segmentation"),
    ("bbox", "object detection"),
)


def examine(window: Window) -> Finding | None:
    settings = read_settings(window)
    if settings is None:
        return None
    values = settings.values
    images = _objects(values, "images")
    notes = _objects(values, "annotations")
    if not (images and "file_name" in images[0] and "id" in images[0]):
        return None
    if not (notes and "image_id" in notes[0]) and not (settings.faults and _looks(values)):
        return None
    facts = Facts(training_shape="labelled images")
    keys = {key for one in notes for key in one}
    for key, shape in _SHAPES:
        if key in keys:
            facts["training_shape"] = shape
            break
    facts["columns"] = sorted(keys)[:LIST_LENGTH]
    _add_counts(settings, facts)
    return replace(describe("coco_annotations", window, settings, facts, _WORDS), kind=Kind.DATASET)


def _objects(values: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    return [one for one in items(values, key)[:_SAMPLE] if isinstance(one, dict)]


def _looks(values: Mapping[str, Any]) -> bool:
    """Whether the start of a file that was not read whole has the other keys of COCO."""
    return bool({"categories", "licenses", "info"} & values.keys())


def _add_counts(settings: Settings, facts: Facts) -> None:
    values = settings.values
    images, notes = items(values, "images"), items(values, "annotations")
    if settings.faults and not settings.trailing:
        facts["sampled_rows"] = len(images)
    else:
        facts["sample_count"] = len(images)
        facts["row_count"] = len(notes)
    more = plain(part(values, "info"))
    names = [text(one, "name") for one in _objects(values, "categories")]
    if names:
        facts["class_count"] = len(items(values, "categories"))
        more["categories"] = ", ".join(names)[:TEXT_LENGTH]
    if more:
        facts["metadata"] = more
    facts["members"] = [text(one, "file_name") for one in _objects(values, "images")]


FORMAT = Format(
    id="coco_annotations",
    title="COCO annotations of images",
    kind=Kind.DATASET,
    reference="https://cocodataset.org/#format-data",
    examine=examine,
    signatures=tuple(map(Signature, STARTS)),
    suffixes=(".json",),
    words=_WORDS,
    weak=True,
)
