"""Logs of training runs: settings, texts and the last of many events."""

import struct

import pytest

from mediascan.formats.configs import tf_events
from mediascan.reading.encodings.crc32c import masked
from mediascan.reading.window import Window
from tests.conftest import FORMAT_FIXTURES


def varint(value):
    return bytes([value]) if value < 128 else bytes([value & 127 | 128]) + varint(value >> 7)


def part(number, data):
    return varint(number << 3 | 2) + varint(len(data)) + data


def frame(data):
    head = len(data).to_bytes(8, "little")
    ends = masked(head).to_bytes(4, "little"), masked(data).to_bytes(4, "little")
    return head + ends[0] + data + ends[1]


def event(step, *values):
    time = b"\x09" + struct.pack("<d", 1.7e9 + step)
    return frame(time + b"\x10" + varint(step) + part(5, b"".join(part(1, v) for v in values)))


def scalar(tag, value):
    return part(1, tag.encode()) + b"\x15" + struct.pack("<f", value)


START = frame(b"\x09" + struct.pack("<d", 1.7e9) + part(3, b"brain.Event:2"))


def examine(data):
    return tf_events.examine(Window.over(data, tf_events.FORMAT.limits))


def test_the_last_of_many_events_is_read():
    many = b"".join(event(n, scalar("train/loss", 5.0)) for n in range(3000))
    found = examine(START + many + event(5000, scalar("train/loss", 0.25)))
    assert found.facts["sample_count"] == 3002
    assert found.facts["training_step"] == 5000
    assert found.facts["metadata"]["train/loss"].endswith("last 0.25")
    assert found.facts["dates"] == ["2023-11-14T22:13:20+00:00", "2023-11-14T23:36:40+00:00"]


def test_what_trainers_log_is_told_by_its_own_words():
    values = (
        scalar("train/learning_rate", 0.5),
        scalar("train/epoch", 2.75),
        scalar("train/num_input_tokens_seen", 4096.0),
    )
    facts = examine(START + event(1, *values)).facts
    assert (facts["learning_rate"], facts["epoch"], facts["tokens_seen"]) == ("0.5", 2, 4096)


def test_settings_of_the_hparams_plugin_are_read():
    number = b"\x11" + struct.pack("<d", 0.001)
    pairs = part(1, part(1, b"lr") + part(2, number))
    pairs += part(1, part(1, b"data_dir") + part(2, part(3, b"/mnt/corpus")))
    plugin = part(1, b"hparams") + part(2, part(3, pairs))
    facts = examine(START + event(0, part(1, b"_hparams_") + part(9, part(1, plugin)))).facts
    assert facts["metadata"]["setting lr"] == "0.001"
    assert facts["paths"] == ["/mnt/corpus"]


def test_numbers_that_are_none_are_no_counts():
    values = (scalar("train/epoch", float("nan")), scalar("tokens", float("inf")))
    facts = examine(START + event(1, *values)).facts
    assert "epoch" not in facts
    assert "tokens_seen" not in facts


@pytest.mark.parametrize(
    ("number", "fixture", "nodes"),
    [(4, "tf_graph_def/tiny.pb", 7), (9, "tf_meta_graph/tiny.meta", 187)],
)
def test_the_graph_of_a_run_is_read(number, fixture, nodes):
    graph = (FORMAT_FIXTURES / fixture).read_bytes()
    size = varint(len(graph))
    facts = examine(START + frame(varint(number << 3 | 2) + size + graph)).facts
    assert facts["node_count"] == nodes


def test_where_checkpoints_were_saved_is_told():
    session = part(7, b"\x08\x03" + part(2, b"/srv/alice/run1/model.ckpt"))
    source = part(10, part(1, b"writer of events"))
    facts = examine(START + frame(session) + frame(source)).facts
    assert facts["paths"] == ["/srv/alice/run1/model.ckpt"]
    assert facts["producer"] == "writer of events"


def test_numbers_in_tensors_are_read_however_they_are_stored():
    floats = part(8, b"\x08\x01" + b"\x2a\x04" + struct.pack("<f", 0.5))
    doubles = part(8, b"\x08\x02" + part(4, struct.pack("<d", 0.25)))
    values = part(1, b"a") + floats, part(1, b"b") + doubles
    told = examine(START + event(1, *values)).facts["metadata"]
    assert (told["a"], told["b"]) == ("step 1, last 0.5", "step 1, last 0.25")


def test_an_event_that_is_none_is_a_fault_and_the_rest_is_read():
    found = examine(START + frame(b"\xff\xff\xff") + event(7, scalar("loss", 1.0)))
    assert len(found.faults) == 1
    assert found.facts["training_step"] == 7
