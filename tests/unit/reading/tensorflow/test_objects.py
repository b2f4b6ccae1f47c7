"""Variables of an object graph and of an index: the model's, the optimizer's, and copies."""

from mediascan.model.facts import Facts
from mediascan.reading.tensorflow.bundle import Bundle, Entry, Header
from mediascan.reading.tensorflow.objects import Objects
from mediascan.reading.window import Window

FLOAT = b"\x08\x01"  # type: float32


def part(number, data):
    return bytes([number << 3 | 2, len(data)]) + data


def child(number, name):
    return part(1, b"\x08" + bytes([number]) + part(2, name))


def variable(name, size, *, trainable=True):
    shape = part(2, part(2, b"\x08" + bytes([size])))
    return part(7, FLOAT + shape + b"\x18" + bytes([trainable]) + part(6, name))


def told(*objects):
    found = Objects()
    found.read(Window.over(b"".join(part(1, one) for one in objects)))
    facts = Facts()
    found.tensors().say(facts)
    return found, facts


def test_a_slot_is_known_by_the_object_that_points_to_it():
    slot = part(3, b"\x08\x01" + part(2, b"m") + b"\x18\x02")
    found, facts = told(slot, variable(b"kernel", 6), variable(b"kernel/m", 6, trainable=False))
    assert facts["parameter_count"] == 6
    assert facts["optimizer_value_count"] == 6
    assert found.trainable == 6


def test_what_keras_exports_twice_is_counted_once():
    root = child(1, b"variables") + child(2, b"_all_variables")
    lists = child(3, b"0"), child(4, b"0")
    _, facts = told(root, *lists, variable(b"kernel", 6), variable(b"kernel", 6))
    assert facts["parameter_count"] == 6


def test_two_variables_of_one_name_are_two():
    _, facts = told(child(1, b"a"), variable(b"kernel", 6), variable(b"kernel", 6))
    assert facts["parameter_count"] == 12


def index(*names):
    bundle, facts = Bundle(Header(1, big_endian=False, producer=1)), Facts()
    for name in names:
        bundle.add(name, Entry(dtype=1, shape=[6], size=24))
    bundle.say(facts, whole=True)
    return facts


def test_copies_in_an_index_count_only_without_the_originals():
    copies = b"_all_variables/0/.ATTRIBUTES/VARIABLE_VALUE"
    original = b"variables/0/.ATTRIBUTES/VARIABLE_VALUE"
    assert index(copies, original)["parameter_count"] == 6
    assert index(copies)["parameter_count"] == 6


def test_sizes_and_shards_that_disagree_are_told():
    bundle = Bundle(Header(1, big_endian=False, producer=1))
    bundle.add(b"a", Entry(dtype=1, shape=[6], size=23))
    bundle.add(b"b", Entry(dtype=1, shape=[6], size=24, shard=1))
    assert [text.split(":")[0][:4] for text in bundle.wrong] == ["'a'", "'b' "]
