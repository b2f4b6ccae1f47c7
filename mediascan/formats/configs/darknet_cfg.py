"""Darknet configuration (YOLO): the layers of a network and how it is trained, as text.

Layout: sections in brackets, of which [net] or [network] is the first, with lines of key=value.
"""

import re

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.window import Window

_READ = 1 << 18
_SECTION = re.compile(r"^[ \t]*\[([a-z_0-9-]{1,32})\][ \t\r]*$", re.MULTILINE | re.IGNORECASE)
_LINE = re.compile(
    r"^[ \t]*([a-z_0-9]{1,64})[ \t]*=[ \t]*([^\n#;]{0,256})", re.MULTILINE | re.IGNORECASE
)
_COMMENT = re.compile(r"[ \t\r\n]*(?:[#;][^\n]*\n[ \t\r\n]*)*")
_LAYERS = {
    *("convolutional", "conv", "connected", "conn", "maxpool", "max", "avgpool", "avg", "dropout"),
    *("softmax", "region", "yolo", "detection", "route", "shortcut", "upsample", "rnn", "lstm"),
    *("gru", "crnn", "local", "deconvolutional", "batchnorm", "reorg", "cost", "crop", "sam"),
    *("scale_channels", "gaussian_yolo", "normalization", "activation", "logistic", "iseg"),
}
_WHOLE = re.compile(r"[0-9]{1,15}", re.ASCII)


def examine(window: Window) -> Finding | None:
    head = window.upto(0, 4096)
    if b"\0" in head or not (b"[net]" in head or b"[network]" in head):
        return None
    text = window.upto(0, _READ).decode("utf-8", "replace")
    start = _COMMENT.match(text)
    sections = list(_SECTION.finditer(text))
    if not start or not sections or sections[0].start() > start.end():
        return None
    if sections[0][1].lower() not in ("net", "network"):
        return None
    layers: dict[str, int] = {}
    for section in sections[1:]:
        name = section[1].lower()
        layers[name] = layers.get(name, 0) + 1
    if not _LAYERS & layers.keys():
        return None
    stop = sections[1].start()
    settings = dict(_LINE.findall(text[:stop])[:LIST_LENGTH])
    last = dict(_LINE.findall(text[sections[-1].start() :])[:LIST_LENGTH])
    return Finding(
        "darknet_cfg",
        Kind.CONFIG,
        Confidence.PARSED,
        _facts(settings, layers, last),
        (window.evidence(sections[0].start(), 64, "first section"),),
    )


def _facts(settings: dict[str, str], layers: dict[str, int], last: dict[str, str]) -> Facts:
    facts = Facts(framework="Darknet", layer_count=sum(layers.values()))
    facts["operators"] = dict(sorted(layers.items(), key=lambda one: (-one[1], one[0])))
    settings = {key: value.strip() for key, value in settings.items()}
    if "learning_rate" in settings:
        facts["learning_rate"] = settings["learning_rate"]
    if _WHOLE.fullmatch(settings.get("max_batches", "")):
        facts["max_steps"] = int(settings["max_batches"])
    if _WHOLE.fullmatch(last.get("classes", "").strip()):
        facts["class_count"] = int(last["classes"])
    facts["metadata"] = settings
    return facts


FORMAT = Format(
    id="darknet_cfg",
    title="Darknet configuration",
    kind=Kind.CONFIG,
    reference="https://github.com/pjreddie/darknet/blob/master/src/parser.c",
    examine=examine,
    signatures=(Signature(b"["), Signature(b"#"), Signature(b";"), Signature(b"\n")),
    suffixes=(".cfg",),
    words=(b"\n[net]", b"\n[network]"),
    weak=True,
)
