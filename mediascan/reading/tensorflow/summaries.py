"""What a training run logged: Summary values with their tags, numbers, texts and settings.

Value: 1 tag, 2 number, 8 tensor, 9 metadata{1 plugin{1 name, 2 content}}. TensorProto: 1 type, 4
bytes, 5 floats, 6 doubles, 8 texts. The content of the plugin "hparams": 3 start of the session{1
settings, a map to google.protobuf.Value{2 number, 3 text, 4 truth}}.

Source: tensorflow/core/framework/summary.proto, tensorboard/plugins/hparams/plugin_data.proto
"""

import math
import struct
from dataclasses import dataclass

from mediascan.model.errors import InputFault
from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH
from mediascan.reading.encodings.json import parse
from mediascan.reading.encodings.protobuf import (
    FIXED32,
    FIXED64,
    LEN,
    VARINT,
    Field,
    fields,
    message,
    payload,
)
from mediascan.reading.tensorflow.nodes import pair_of
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window

_MOST = 4096  # values in one summary
_MOST_TAGS = 1024
_TEXT = 1 << 16  # bytes of a text that is looked at
_FLOAT, _DOUBLE = 1, 2
_SETTINGS = "hparams"


@dataclass(slots=True)
class Series:
    """The values logged under one tag."""

    count: int = 0
    first: int = 0
    last: int = 0
    value: float | None = None

    @property
    def shown(self) -> str:
        steps = f"step {self.first}" if self.count == 1 else f"steps {self.first} to {self.last}"
        value = "" if self.value is None else f", last {self.value:.6g}"
        return f"{steps}, {self.count} values{value}" if self.count > 1 else f"{steps}{value}"


class Summaries:
    """What was logged, by tag."""

    def __init__(self, traces: Traces) -> None:
        self.series: dict[str, Series] = {}
        self.texts: dict[str, str] = {}
        self.settings: dict[str, str] = {}
        self._traces = traces

    def read(self, window: Window, step: int) -> None:
        """Take the Summary that is all of `window`."""
        for one in fields(window, _MOST):
            if one.number == 1 and one.wire == LEN and not one.missing:
                self._value(message(window, one), step)

    def _value(self, window: Window, step: int) -> None:
        tag, number, tensor = "", None, None
        for one in fields(window, 64):
            if one.missing:
                return
            if (one.number, one.wire) == (1, LEN):
                tag = payload(window, one, TEXT_LENGTH).decode("utf-8", "backslashreplace")
            elif (one.number, one.wire) == (2, FIXED32):
                number = _single(one.value)
            elif (one.number, one.wire) == (8, LEN):
                tensor = message(window, one)
            elif (one.number, one.wire) == (9, LEN):
                self._metadata(message(window, one))
        if tensor is not None:
            number = self._tensor(tensor, tag)
        self._note(tag, step, number)

    def _note(self, tag: str, step: int, number: float | None) -> None:
        if tag not in self.series and len(self.series) >= _MOST_TAGS:
            return
        series = self.series.setdefault(tag, Series(first=step))
        series.count += 1
        if step >= series.last:
            series.last, series.value = step, number

    def _tensor(self, window: Window, tag: str) -> float | None:
        """The number that a tensor holds, or its texts into `texts`."""
        dtype, data = 0, b""
        for one in fields(window, _MOST):
            if (one.number, one.wire) == (1, VARINT):
                dtype = one.value
            elif one.number in (4, 5, 6):
                data = _raw(window, one)
            elif (one.number, one.wire) == (8, LEN) and not one.missing:
                self._text(tag, payload(window, one, _TEXT))
        if dtype == _FLOAT and len(data) == 4:
            return float(struct.unpack("<f", data)[0])
        if dtype == _DOUBLE and len(data) == 8:
            return float(struct.unpack("<d", data)[0])
        return None

    def _text(self, tag: str, data: bytes) -> None:
        """A text: trainers log their arguments and the model's configuration as JSON."""
        text = data.decode("utf-8", "replace").strip()
        if not "".join(text.split()).isprintable() or "\ufffd" in text[:-1]:
            return  # pictures, sounds and measurements are kept alike
        if len(self.texts) < LIST_LENGTH:
            self.texts.setdefault(tag, text[:TEXT_LENGTH])
        self._traces.add(text, tag)
        if not text.startswith("{"):
            return
        try:
            value = parse(data, lenient=True)
        except InputFault:
            return
        for key, one in value.items() if isinstance(value, dict) else ():
            self._set(key, one)

    def _set(self, key: str, value: object) -> None:
        if isinstance(value, str):
            self._traces.add(value, key)
        if isinstance(value, str | int | float) and len(self.settings) < 4 * LIST_LENGTH:
            self.settings.setdefault(key, str(value)[:TEXT_LENGTH])

    def _metadata(self, window: Window) -> None:
        for one in fields(window, 16):
            if (one.number, one.wire) == (1, LEN) and not one.missing:
                plugin = message(window, one)
                name = ""
                for part in fields(plugin, 8):
                    if (part.number, part.wire) == (1, LEN):
                        name = payload(plugin, part, TEXT_LENGTH).decode("utf-8", "replace")
                    elif name == _SETTINGS and (part.number, part.wire) == (2, LEN):
                        self._hparams(message(plugin, part))

    def _hparams(self, window: Window) -> None:
        for one in fields(window, 16):
            if (one.number, one.wire) == (3, LEN) and not one.missing:
                start = message(window, one)
                for part in fields(start, _MOST):
                    if (part.number, part.wire) == (1, LEN) and not part.missing:
                        self._setting(message(start, part))

    def _setting(self, window: Window) -> None:
        key, value = pair_of(window)
        if value is None or value.wire != LEN:
            return
        inner = message(window, value)
        for one in fields(inner, 4):
            if (one.number, one.wire) == (2, FIXED64):
                self._set(key, f"{_double(one.value):.6g}")
            elif (one.number, one.wire) == (3, LEN) and not one.missing:
                self._set(key, payload(inner, one, TEXT_LENGTH).decode("utf-8", "replace"))
            elif (one.number, one.wire) == (4, VARINT):
                self._set(key, str(bool(one.value)))


def _raw(window: Window, one: Field) -> bytes:
    """The first bytes of a number's field, packed or not."""
    if one.wire == LEN:
        return payload(window, one, 9)
    return one.value.to_bytes(8, "little")[: 4 if one.wire == FIXED32 else 8]


def _single(bits: int) -> float:
    return float(struct.unpack("<f", bits.to_bytes(4, "little"))[0])


def _double(bits: int) -> float:
    value = float(struct.unpack("<d", bits.to_bytes(8, "little"))[0])
    return value if math.isfinite(value) else 0.0
