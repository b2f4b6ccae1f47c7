"""A checkpoint of MindSpore: {1 value {1 tag, 2 tensor {1 dims, 2 type, 3 content}, 3 maps}}.

A parameter of more than 512 MiB is cut into pieces, which follow each other under the same tag with
the dims of the whole. Which tags an optimizer writes was read off the optimizers of mindspore 2.10.

Source: https://github.com/mindspore-ai/mindspore/blob/master/mindspore/ccsrc/utils/checkpoint.proto
"""

import struct
from math import prod

from mediascan.model.errors import Malformed, Truncated
from mediascan.model.facts import Facts
from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH
from mediascan.reading.architecture.tally import TensorTally
from mediascan.reading.encodings.protobuf import (
    LEN,
    Field,
    fields,
    message,
    numbers,
    payload,
    signed,
)
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window

TYPES = {  # name -> bytes of one value; 0 where values are packed or are text
    **dict.fromkeys(("Int8", "UInt8", "Bool"), 1),
    **dict.fromkeys(("Int16", "UInt16", "Float16", "BFloat16"), 2),
    **dict.fromkeys(("Int32", "UInt32", "Float32"), 4),
    **dict.fromkeys(("Int64", "UInt64", "Float64", "Complex64"), 8),
    **dict.fromkeys(("str", "Int4"), 0),
}
_MOST_VALUES = 1 << 16  # about 3 s; a model has some thousand, in pieces of 512 MiB
_MOST_FIELDS = 256
_LONGEST_TAG = 1024
_MOST_NAMES = 200_000  # tags remembered, to know the state of an optimizer by
_STATE = {  # what stands before the name of a parameter -> the optimizer, as far as it tells
    "adam_m": "Adam with weight decay, or Lamb (adam_m, adam_v)",
    "adam_v": "Adam with weight decay, or Lamb (adam_m, adam_v)",
    "moment1": "Adam (moment1, moment2)",
    "moment2": "Adam (moment1, moment2)",
    "vhat": "AMSGrad (vhat)",
    "mean_square": "RMSProp (mean_square)",
    "accum_update": "Adadelta (accum, accum_update)",
    "stat": "SGD (accum, stat)",
    "linear": "FTRL (moments, linear)",
    "ax_": "ASGD (ax_)",
    "step_size": "Rprop (prev, step_size)",
    "prev": "Rprop (prev, step_size)",
    "exp_avg": "Adafactor or Adam (exp_avg)",
    "moments": "Momentum (moments)",
    "accum": "SGD or Adagrad (accum)",
    "moment": "RMSProp (moment)",
}
_SURE = {"adam_m", "adam_v", "moment1", "moment2", "accum_update"}  # no layer is named like that
_WEAK = {"moments", "accum", "moment", "exp_avg"}  # others say more than these
_COUNTERS = {  # tag -> what it tells; the later one counts where two say the same
    "global_step": "training_step",
    "current_step": "training_step",
    "step_num": "training_step",
    "epoch_num": "epoch",
}
_OTHERS = {  # not of the model
    "learning_rate",
    "momentum",
    "beta1_power",
    "beta2_power",
    "loss_scale",
    "scale_sense",
    "current_iterator_step",
    "last_overflow_iterator_step",
    "afactor_step",
}
_NUMBERS = {"Int32": "<i", "Int64": "<q", "Float32": "<f", "Float64": "<d"}


def is_state(name: str) -> bool:
    """Whether an optimizer wrote this, as far as the name alone tells."""
    return name.partition(".")[0] in _SURE or name in _COUNTERS or name in _OTHERS


class Checkpoint:
    """What a checkpoint holds. `read` fills it; what was read before a fault stays in it."""

    def __init__(self) -> None:
        self.count = 0  # values that are whole
        self.end = 0  # behind the last of them
        self.missing = 0
        self.numbers: dict[str, str] = {}  # those of one value that tell about the run
        self.texts: dict[str, str] = {}  # what the caller had saved beside the parameters
        self.wrong: list[str] = []
        self.pieces = 0
        self.tally = TensorTally(self._is_state)
        self._names: set[str] = set()
        self._optimizers: set[str] = set()
        self._open: tuple[str, str, list[int], int] | None = None  # the one read last

    def read(self, window: Window) -> None:
        """Read all. Raises `InputFault` where it cannot go on."""
        try:
            for one in fields(window, _MOST_VALUES):
                if (one.number, one.wire) != (1, LEN):
                    raise Malformed(f"field {one.number} of type {one.wire} in a checkpoint")
                self.missing = one.missing
                self._value(message(window, one))
                if one.missing:
                    raise Truncated(f"{one.missing} bytes of a parameter are missing")
                self.count += 1
                self.end = one.at + one.size
        finally:
            self._close()

    def say(self, facts: Facts, *, whole: bool) -> None:
        """Tell in `facts` what was read; sums only where the `whole` of it was."""
        self.tally.say(facts, whole=whole)
        sure = self._optimizers - _WEAK or self._optimizers
        if sure:
            facts["optimizer"] = _STATE[min(sure)]
        for tag, fact in _COUNTERS.items():
            text = self.numbers.get(tag, "")
            if not text.isdecimal():
                continue
            if fact == "epoch":
                facts["epoch"] = int(text)
            else:
                facts["training_step"] = int(text)
        if rate := self.numbers.get("learning_rate"):
            facts["learning_rate"] = rate
        scale = self.numbers.get("loss_scale") or self.numbers.get("scale_sense")
        told = {"loss_scale": scale, **self.texts} if scale else dict(self.texts)
        if told:
            facts["metadata"] = told
        traces = Traces()
        for tag, text in self.texts.items():
            traces.add(text, tag)
        traces.say(facts)

    def _value(self, window: Window) -> None:
        tag = ""
        for one in fields(window, _MOST_FIELDS):
            if (one.number, one.wire) == (1, LEN):
                tag = _name(window, one, _LONGEST_TAG)
            elif (one.number, one.wire) == (2, LEN):
                self._tensor(tag, message(window, one))
            elif (one.number, one.wire) != (3, LEN):
                raise Malformed(f"field {one.number} of type {one.wire} in a value")

    def _tensor(self, tag: str, window: Window) -> None:
        shape, kind, size = list[int](), "", 0
        for one in fields(window, _MOST_FIELDS):
            if one.number == 1:
                shape += [signed(number) for number in numbers(window, one, _MOST_FIELDS)]
            elif (one.number, one.wire) == (2, LEN):
                kind = _name(window, one, 32)
            elif (one.number, one.wire) == (3, LEN):
                size = one.size
                self._note(tag, kind, shape, payload(window, one, 4 * TEXT_LENGTH))
            else:
                raise Malformed(f"field {one.number} of type {one.wire} in a tensor")
        if kind not in TYPES or any(one < 0 for one in shape) or not tag:
            raise Malformed(f"parameter {tag!r:.80} of type {kind!r:.40}")
        if self._open and self._open[:3] == (tag, kind, shape):
            self.pieces += 1
            self._open = (tag, kind, shape, self._open[3] + size)
        else:
            self._close()
            self._open = (tag, kind, shape, size)

    def _close(self) -> None:
        """Count the tensor read last: all its pieces are there."""
        if self._open is None:
            return
        tag, kind, shape, size = self._open
        self._open = None
        if kind == "str":
            return
        if TYPES[kind] and prod(shape) * TYPES[kind] != size and not self.missing:
            self.wrong.append(f"parameter {tag!r:.80}: shape and content disagree")
        self.tally.add(tag, kind, shape, size=size)
        if len(self._names) < _MOST_NAMES:
            self._names.add(tag)

    def _note(self, tag: str, kind: str, shape: list[int], data: bytes) -> None:
        """Keep a single number that tells about the run."""
        if kind == "str" and len(self.texts) < LIST_LENGTH:
            self.texts[tag] = data.decode("utf-32-le", "replace")  # as numpy keeps text
        code = _NUMBERS.get(kind)
        known = tag in _COUNTERS or tag in _OTHERS
        if known and code and prod(shape) == 1 and len(data) >= struct.calcsize(code):
            value = struct.unpack_from(code, data)[0]
            self.numbers[tag] = str(value) if isinstance(value, int) else f"{value:.7g}"

    def _is_state(self, name: str) -> bool:
        """Whether an optimizer wrote this: it puts a word before the name of a parameter."""
        word, _, rest = name.partition(".")
        if word in _STATE and (word in _SURE or rest in self._names):
            self._optimizers.add(word)
            return True
        for lead in ("exp_avg_sq_row_", "exp_avg_sq_col_", "exp_avg_sq_"):
            if name.startswith(lead) and name.removeprefix(lead) in self._names:
                return True
        return name in _COUNTERS or name in _OTHERS


def _name(window: Window, one: Field, longest: int) -> str:
    """A short text that prints. Raises `Malformed` for another."""
    data = payload(window, one, longest + 1)
    text = data.decode("utf-8", "backslashreplace")
    if len(data) > longest or not text.isprintable():
        raise Malformed("a name that is none")
    return text
