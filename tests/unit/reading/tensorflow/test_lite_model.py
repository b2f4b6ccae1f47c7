"""TensorFlow Lite models built by the flatbuffers library: shared buffers, metadata, sizes."""

import flatbuffers

from mediascan.reading.tensorflow.lite_model import LiteModel
from mediascan.reading.tensorflow.lite_report import lite_facts
from mediascan.reading.window import Window

INT8, FLOAT = 9, 0


class Maker:
    """A flatbuffer whose tables are given by slot."""

    def __init__(self):
        self.builder = flatbuffers.Builder()

    def table(self, *, slots=8, offsets=None, **numbers):
        self.builder.StartObject(slots)
        for slot, target in (offsets or {}).items():
            self.builder.PrependUOffsetTRelativeSlot(slot, target, 0)
        for name, value in numbers.items():
            kind, slot = name.split("_")
            getattr(self.builder, f"Prepend{kind}Slot")(int(slot), value, 0)
        return self.builder.EndObject()

    def vector(self, targets):
        self.builder.StartVector(4, len(targets), 4)
        for one in reversed(targets):
            self.builder.PrependUOffsetTRelative(one)
        return self.builder.EndVector()

    def integers(self, *values):
        self.builder.StartVector(4, len(values), 4)
        for one in reversed(values):
            self.builder.PrependInt32(one)
        return self.builder.EndVector()

    def end(self, root, identifier):
        self.builder.Finish(root, file_identifier=identifier)
        return bytes(self.builder.Output())


def described():
    """Metadata that tools put beside a model."""
    maker = Maker()
    texts = {slot: maker.builder.CreateString(text) for slot, text in ((0, "hands"), (4, "Alice"))}
    return maker.end(maker.table(offsets=texts), b"M001")


def model(tensors, buffers, metadata=None):
    """A model of `tensors` (name, type, shape, buffer) with the data of `buffers`."""
    maker = Maker()
    tables = []
    for name, code, shape, buffer in tensors:
        at = {0: maker.integers(*shape), 3: maker.builder.CreateString(name)}
        tables.append(maker.table(offsets=at, Uint8_1=code, Uint32_2=buffer))
    graph = maker.table(offsets={0: maker.vector(tables)})
    data = [maker.builder.CreateByteVector(one) for one in buffers]
    parts = [maker.table(offsets={0: one}) for one in data]
    named = []
    for key, number in (metadata or {}).items():
        named.append(maker.table(offsets={0: maker.builder.CreateString(key)}, Uint32_1=number))
    offsets = {2: maker.vector([graph]), 4: maker.vector(parts), 6: maker.vector(named)}
    return maker.end(maker.table(offsets=offsets, Uint32_0=3), b"TFL3")


def read(data):
    window = Window.over(data)
    found = LiteModel(window)
    found.read()
    return found, lite_facts(window, found, whole=True)


def test_a_buffer_that_two_tensors_share_is_counted_once():
    tensors = [("a", INT8, (2, 3), 1), ("b", INT8, (6,), 1), ("c", FLOAT, (2,), 2)]
    _, facts = read(model(tensors, [b"", bytes(6), bytes(8)]))
    assert facts["dtypes"] == {"int8": 6, "float32": 2}
    assert facts["tensor_count"] == 2


def test_a_tensor_without_numbers_is_no_weight():
    found, facts = read(model([("x", FLOAT, (2,), 0), ("y", FLOAT, (2,), 1)], [b"", b""]))
    assert facts["parameter_count"] == 0
    assert not found.wrong


def test_a_shape_that_does_not_fit_its_buffer_is_told():
    found, _ = read(model([("a", FLOAT, (3,), 1)], [b"", bytes(8)]))
    assert found.wrong == ["tensor 'a': 8 bytes for 3 numbers of float32"]


def test_the_description_of_a_model_is_read():
    metadata = {"TFLITE_METADATA": 1, "blob": 2}
    _, facts = read(model([], [b"", described(), bytes(100)], metadata))
    assert facts["model_name"] == "hands"
    assert facts["metadata"] == {"name": "hands", "author": "Alice", "metadata blob": "100 bytes"}
