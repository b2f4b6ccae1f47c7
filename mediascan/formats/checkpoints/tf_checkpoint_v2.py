"""TensorFlow checkpoint, version 2: the `.index` file, a sorted table of what its shards hold.

Data blocks, metaindex, index, footer of 48 bytes with the magic of LevelDB's tables. The first key
is empty and holds a header, which tells it from a database's table (`reading/tensorflow/bundle`).
The numbers lie in `<prefix>.data-0000i-of-0000n`, which have no header of their own.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import (
    Confidence,
    Fault,
    FaultKind,
    Finding,
    Kind,
    Link,
    fault_of,
)
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.encodings.level_table import (
    MAGIC,
    Footer,
    entries,
    first_value,
    handles,
    read_block,
    read_footer,
    walk,
)
from mediascan.reading.tensorflow.bundle import Bundle, read_entry, read_header
from mediascan.reading.window import Window

_START = b"\x00\x00\x06\x08"  # empty key, six bytes, number of shards: before a first block's data
_HEADER = b"\x1a\x02\x08"  # behind it the version
_FIRST_BLOCK = 1 << 18  # bytes read of a file without its footer; TensorFlow closes blocks there


def examine(window: Window) -> Finding | None:
    if window.size < 64:
        return None
    ended = window.has(MAGIC, -len(MAGIC))
    value = first_value(window)
    if not value.startswith(b"\x08") or not (ended or window.has(_HEADER, 5)):
        return None
    bundle = Bundle(read_header(Window.over(value)))
    stopped = _read(window, bundle) if ended else _salvage(window, bundle)
    faults = [Fault(FaultKind.MALFORMED, one) for one in bundle.wrong]
    if stopped:
        faults.append(fault_of(stopped, "the index was not read to its end: "))
    elif not ended:
        faults.append(Fault(FaultKind.TRUNCATED, "the end of the index is missing"))
    facts = _facts(bundle, whole=ended and not stopped)
    confidence = Confidence.PARSED
    if not faults and _whole(window, read_footer(window)):
        confidence = Confidence.CONSISTENT
    evidence = [window.evidence(0, 16, "empty key and header of the checkpoint")]
    if ended:
        evidence.append(window.evidence(-48, 48, "footer of the table"))
    return Finding(
        "tf_checkpoint_v2",
        Kind.CHECKPOINT,
        confidence,
        facts,
        tuple(evidence),
        tuple(faults),
        tuple(_links(bundle.header.shards)),
    )


def _read(window: Window, bundle: Bundle) -> InputFault | None:
    """Take all entries; what stopped that, if something did."""
    try:
        for _, handle in handles(window, read_footer(window)):
            for key, value in entries(read_block(window, handle)):
                window.check_time()  # a block may have millions of entries
                if key:
                    bundle.add(key, read_entry(Window.over(value)))
    except InputFault as stopped:
        return stopped
    return None


def _salvage(window: Window, bundle: Bundle) -> InputFault | None:
    """Take the entries of the first block, as far as they go, where the footer is missing."""
    data = window.upto(0, _FIRST_BLOCK)
    try:
        for key, value in walk(data, len(data)):
            if key:
                bundle.add(key, read_entry(Window.over(value)))
    except InputFault as stopped:
        return stopped
    return None


def _whole(window: Window, footer: Footer) -> bool:
    """Whether blocks, metaindex, index and footer follow one another from the first byte on."""
    at = 0
    for _, handle in handles(window, footer):
        if handle.at != at:
            return False
        at = handle.stop
    return (
        footer.metaindex.at == at
        and footer.index.at == footer.metaindex.stop
        and footer.index.stop + 48 == window.size
    )


def _facts(bundle: Bundle, *, whole: bool) -> Facts:
    facts = Facts(framework="TensorFlow", version=f"{bundle.header.producer}")
    bundle.say(facts, whole=whole)
    told = dict(bundle.scalars)
    told["kind"] = "object-based" if bundle.objects else "name-based"
    if bundle.header.big_endian:
        told["byte order"] = "big endian"
    if bundle.partitioned:
        told["partitioned variables"] = str(bundle.partitioned)
    for shard, end in sorted(bundle.ends.items())[: LIST_LENGTH - len(told)]:
        told[_name(shard, bundle.header.shards)] = f"{end} bytes"
    facts["metadata"] = told
    return facts


def _name(shard: int, count: int) -> str:
    return f"data-{shard:05}-of-{count:05}"


def _links(count: int) -> list[Link]:
    """One link for each shard with numbers: its name is the index's with another ending."""
    return [
        Link("external-data", _name(shard, count), shard, count, from_name=False)
        for shard in range(min(count, LIST_LENGTH))
    ]


FORMAT = Format(
    id="tf_checkpoint_v2",
    title="TensorFlow checkpoint index (V2)",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/protobuf/tensor_bundle.proto",
    examine=examine,
    signatures=(Signature(MAGIC, at=-8), Signature(_START)),
    suffixes=(".index",),
    limits=Limits(total=256 * MIB, seconds=30.0),
)
