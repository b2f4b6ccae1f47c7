"""TFRecord: frames of a length, its checksum, data, its checksum; most hold tf.train.Example.

See `reading/tensorflow/records`. TensorFlow, TensorFlow Datasets, T5, BERT and Waymo write it. The
file has no index: records are counted by hopping from one to the next; of a file with very many the
rest is estimated.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, Finding, Kind, fault_of
from mediascan.model.limits import MIB, Limits
from mediascan.reading.encodings.crc32c import masked_length
from mediascan.reading.tensorflow.events import VERSION
from mediascan.reading.tensorflow.record_tally import Tally
from mediascan.reading.window import Window

_EVENTS_AT = 23  # where the first record of a TensorBoard log says what it is
_SMALLEST = 16
_UPPER = bytes(4)  # half of the first length


def look(head: bytes, _tail: bytes, size: int) -> bool:
    """Whether the length of the first record has the right checksum."""
    if size < _SMALLEST or head[4:8] != _UPPER:
        return False
    length = int.from_bytes(head[:4], "little")
    return masked_length(length) == int.from_bytes(head[8:12], "little")


def examine(window: Window) -> Finding | None:
    if not look(window.upto(0, _SMALLEST), b"", window.size):
        return None
    if window.has(VERSION, _EVENTS_AT):
        return None  # a log of TensorBoard, which is told as such
    tally = Tally()
    faults: tuple[Fault, ...] = ()
    try:
        tally.count(window)
    except InputFault as bad:
        faults = (fault_of(bad),)
    facts = Facts()
    tally.say(facts, window.size)
    sure = Confidence.MAGIC
    if tally.records:
        sure = Confidence.CONSISTENT if tally.ended and not faults else Confidence.PARSED
    return Finding(
        "tfrecord",
        Kind.DATASET,
        sure,
        facts,
        (window.evidence(0, 64, "length of the first record, its checksum, the record"),),
        faults,
    )


FORMAT = Format(
    id="tfrecord",
    title="TFRecord",
    kind=Kind.DATASET,
    reference="https://www.tensorflow.org/tutorials/load_data/tfrecord",
    examine=examine,
    signatures=(Signature(_UPPER, at=4),),
    suffixes=(".tfrecord", ".tfrecords", ".tfrec"),
    weak=True,
    look=look,
    limits=Limits(total=512 * MIB, depth=32, seconds=20.0),
)
