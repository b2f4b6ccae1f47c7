"""The object graph of a SavedModel: its variables, which of them are an optimizer's, its classes.

SavedObjectGraph: 1 objects. SavedObject: 1 children (1 number, 2 name), 3 slot variables (3 number
of the object), 4 user object (1 identifier, 3 metadata as JSON), 7 variable (1 type, 2 shape, 3
trainable, 6 name), 13 registered name. Objects are numbered from 0 in the order of the file.

Keras 3 exports each variable twice: the second time below an object called `_all_variables`.

Source: tensorflow/core/protobuf/saved_object_graph.proto, trackable_object_graph.proto
"""

from dataclasses import dataclass

from mediascan.model.errors import Malformed
from mediascan.model.limits import LIST_LENGTH, MIB
from mediascan.reading.encodings.protobuf import LEN, VARINT, fields, message, payload
from mediascan.reading.tensorflow.layers import Layers
from mediascan.reading.tensorflow.nodes import text_of
from mediascan.reading.tensorflow.tensors import Tensors
from mediascan.reading.tensorflow.types import check_tensor, element_count, read_shape
from mediascan.reading.window import Window

_OBJECT, _LAST = 1, 2
_CHILD, _SLOT, _USER, _VARIABLE, _REGISTERED, _LAST_OF_OBJECT = 1, 3, 4, 7, 13, 16
_MOST = 1 << 20  # fields of one message
_MOST_VARIABLES = 1 << 16  # held, to tell the optimizer's from the model's
_COPIES = "_all_variables"
_JSON = MIB  # of metadata that is read


@dataclass(frozen=True, slots=True)
class _Variable:
    number: int
    name: str
    dtype: int
    shape: list[int] | None
    trainable: bool


class Objects:
    """What an object graph holds."""

    def __init__(self) -> None:
        self.count = 0
        self.layers = Layers()
        self.registered: dict[str, None] = {}  # classes that need code from elsewhere
        self.trainable = 0  # numbers in variables that training changes
        self.variable_count = 0
        self._variables: list[_Variable] = []
        self._slots: set[int] = set()
        self._copies_in = -1  # number of the object whose children are copies
        self._copies: set[int] = set()

    def read(self, window: Window) -> None:
        """Walk the SavedObjectGraph that is all of `window`."""
        for one in fields(window, _MOST):
            if one.number > _LAST or one.wire != LEN or one.missing:
                raise Malformed(f"field {one.number} in an object graph")
            if one.number == _OBJECT:
                self._object(message(window, one))
                self.count += 1

    def _object(self, window: Window) -> None:
        for one in fields(window, _MOST):
            if one.number > _LAST_OF_OBJECT or one.wire != LEN or one.missing:
                raise Malformed(f"field {one.number} in an object")
            if one.number == _CHILD and self.count in (0, self._copies_in):
                self._child(message(window, one))
            elif one.number == _SLOT and len(self._slots) < _MOST_VARIABLES:
                parts = fields(message(window, one), 8)
                self._slots.add(next((part.value for part in parts if part.number == 3), -1))
            elif one.number == _USER:
                self._user(message(window, one))
            elif one.number == _VARIABLE:
                self._variable(message(window, one))
            elif one.number == _REGISTERED and len(self.registered) < LIST_LENGTH:
                self.registered.setdefault(text_of(window, one))

    def _child(self, window: Window) -> None:
        """Note the object that holds copies, and what is below it."""
        number, name = 0, ""
        for one in fields(window, 8):
            if (one.number, one.wire) == (1, VARINT):
                number = one.value
            elif (one.number, one.wire) == (2, LEN) and not one.missing:
                name = text_of(window, one)
        if self.count == 0 and name == _COPIES:
            self._copies_in = number
        elif self.count == self._copies_in and len(self._copies) < _MOST_VARIABLES:
            self._copies.add(number)

    def _user(self, window: Window) -> None:
        identifier = ""
        for one in fields(window, 16):
            if one.number == 1 and one.wire == LEN and not one.missing:
                identifier = text_of(window, one)
            elif one.number == 3 and one.wire == LEN and not one.missing and one.size <= _JSON:
                self.layers.add(identifier, payload(window, one, _JSON))

    def _variable(self, window: Window) -> None:
        name, dtype, trainable = "", 0, False
        shape: list[int] | None = []
        for one in fields(window, 1 << 12):
            if one.missing:
                raise Malformed("a variable that is longer than its message")
            if (one.number, one.wire) == (1, VARINT):
                dtype = one.value
            elif (one.number, one.wire) == (2, LEN):
                shape = read_shape(message(window, one))
            elif (one.number, one.wire) == (3, VARINT):
                trainable = bool(one.value)
            elif (one.number, one.wire) == (6, LEN):
                name = text_of(window, one)
        self.variable_count += 1
        if dtype:
            check_tensor(dtype, shape)
        if len(self._variables) < _MOST_VARIABLES and dtype:
            found = _Variable(self.count, name, dtype, shape, trainable)
            self._variables.append(found)

    def tensors(self) -> Tensors:
        """The variables, counted as the model's or the optimizer's."""
        found = Tensors()
        for one in self._variables:
            if one.number in self._copies:
                continue
            slot = one.number in self._slots
            found.add(one.name, one.dtype, one.shape, slot=slot)
            if one.trainable and not slot:
                self.trainable += element_count(one.shape)
        return found
