"""ROS bag, version 2.0: a line "#ROSBAG V2.0", a header record, chunks, an index at the end.

The index has a record for each connection (its topic, and in its data the type of the messages) and
one for each chunk, whose data counts the messages of each connection.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, fault_of
from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH
from mediascan.reading.robots.ros_bag import Record, fields_of, record, records
from mediascan.reading.window import Window

_MAGIC = b"#ROSBAG V2.0\n"
_BAG, _CHUNK_INFO, _CONNECTION = 0x03, 0x06, 0x07
_DATA = 1 << 16  # bytes of the data of one record of the index


def examine(window: Window) -> Finding | None:
    facts = Facts(version="2.0", training_shape="robot log")
    faults: list[Fault] = []
    sure = Confidence.MAGIC
    try:
        head = record(window, len(_MAGIC))
        if head.number(b"op") != _BAG:
            return None
        sure = Confidence.PARSED
        index = head.number(b"index_pos")
        if index <= 0:
            faults.append(Fault(FaultKind.TRUNCATED, "the bag was not closed: it has no index"))
        elif _say_index(window, index, head, facts):
            sure = Confidence.CONSISTENT
    except InputFault as bad:
        faults.append(fault_of(bad))
    evidence = (window.evidence(0, 64, "magic, header record"),)
    return Finding("ros_bag", Kind.DATASET, sure, facts, evidence, tuple(faults))


def _say_index(window: Window, index: int, head: Record, facts: Facts) -> bool:
    """Tell the topics and count the messages; whether the index has all that the header says."""
    topics: dict[str, str] = {}
    connections = chunks = messages = 0
    for one in records(window, index):
        operation = one.number(b"op")
        if operation == _CONNECTION:
            connections += 1
            topic = one.fields.get(b"topic", b"").decode("utf-8", "replace")[:TEXT_LENGTH]
            told = fields_of(window.read(one.at, min(one.length, _DATA)))
            if len(topics) < LIST_LENGTH:
                topics[topic] = told.get(b"type", b"").decode("utf-8", "replace")[:TEXT_LENGTH]
        elif operation == _CHUNK_INFO:
            chunks += 1
            data = window.read(one.at, min(one.length, _DATA))
            counts = range(4, len(data) - 3, 8)
            messages += sum(int.from_bytes(data[at : at + 4], "little") for at in counts)
    facts["columns"] = list(topics)
    facts["column_types"] = topics
    facts["sample_count"] = messages
    facts["batch_count"] = chunks
    return connections == head.number(b"conn_count") and chunks == head.number(b"chunk_count")


FORMAT = Format(
    id="ros_bag",
    title="ROS bag, log of a robot",
    kind=Kind.DATASET,
    reference="https://wiki.ros.org/Bags/Format/2.0",
    examine=examine,
    signatures=(Signature(_MAGIC),),
    suffixes=(".bag",),
)
