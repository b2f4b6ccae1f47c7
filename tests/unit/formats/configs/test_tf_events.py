"""Logs of training runs: settings, texts and the last of many events."""

import struct

from mediascan.formats.configs import tf_events
from mediascan.reading.encodings.crc32c import masked
from mediascan.reading.window import Window


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
