"""RecordIO of dmlc and MXNet, `.rec`: magic, u32 length, the data, padded to 4 bytes; no header.

The upper 3 bits of the length say whether the record is whole (0) or a part: first, middle, last
(1, 2, 3). MXNet's records of pictures start with u32 number of labels, f32 label, u64 id, u64 id.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind
from mediascan.model.limits import MIB, Limits
from mediascan.reading.nature.say import LIKE, say_nature, say_sample_estimate
from mediascan.reading.records.recordio import HEADER, Walk, walk
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    found = walk(window)
    if found is None:
        return None
    facts = Facts(framework="MXNet")
    if not found.stopped:
        facts["sample_count"] = found.records
    elif counted := found.sizes.over(window.size):
        say_sample_estimate(facts, counted, f"size of the first {found.records} records, {LIKE}")
    _add_pictures(found, facts)
    faults: tuple[Fault, ...] = ()
    if found.damage:
        faults = (Fault(FaultKind.MALFORMED, found.damage),)
    elif found.missing:
        facts["missing_bytes"] = found.missing
        text = f"the last record lacks {found.missing} bytes"
        faults = (Fault(FaultKind.TRUNCATED, text),)
    sure = Confidence.MAGIC
    if found.records:
        whole = not (faults or found.stopped)
        sure = Confidence.CONSISTENT if whole else Confidence.PARSED
    evidence = (window.evidence(0, 8 + HEADER, "magic, length, header of the first record"),)
    return Finding("recordio", Kind.DATASET, sure, facts, evidence, faults)


def _add_pictures(found: Walk, facts: Facts) -> None:
    """What the first records hold behind MXNet's header."""
    if not found.kinds:
        return
    facts["inner_format"] = ", ".join(sorted(found.kinds))
    if found.kinds & {"jpeg", "png"}:
        facts["training_shape"] = "labelled images"
        facts["columns"] = ["label", "id", "image"]
        say_nature(facts)


FORMAT = Format(
    id="recordio",
    title="MXNet RecordIO",
    kind=Kind.DATASET,
    reference="https://github.com/dmlc/dmlc-core/blob/main/include/dmlc/recordio.h",
    examine=examine,
    signatures=(Signature(b"\x0a\x23\xd7\xce"),),
    suffixes=(".rec",),
    limits=Limits(total=512 * MIB, seconds=20.0),
)
