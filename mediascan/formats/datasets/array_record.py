"""ArrayRecord: Riegeli records with a footer that counts them, for training with random access.

See `reading/records/array_record`. Grain, MaxText and TensorFlow Datasets read it; most files hold
tf.train.Example records.
"""

from mediascan.formats.base import Format
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, fault_of
from mediascan.model.limits import MIB, Limits
from mediascan.reading.encodings.riegeli import SIGNATURE
from mediascan.reading.records.array_record import (
    BLOCK,
    Footer,
    count_records,
    has_postscript,
    read_footer,
)
from mediascan.reading.records.first_records import say_first_records
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    if not window.has(SIGNATURE, 0) or not has_postscript(window):
        return None
    facts = Facts()
    faults: list[Fault] = []
    footer = Footer()
    try:
        footer = read_footer(window)
        _add_footer(footer, facts)
        if footer.listed != footer.records:
            text = f"{footer.records} records, but {footer.listed} in the chunks that are listed"
            faults.append(Fault(FaultKind.MALFORMED, text))
    except (InputFault, IndexError) as bad:
        told = bad if isinstance(bad, InputFault) else InputFault("a record ends too early")
        faults.append(fault_of(told, "footer: "))
        count = count_records(window)  # Brotli is not read, and the default of older writers
        if count is not None:
            facts["sample_count"] = count
    say_first_records(window, facts, facts.get("sample_count", 0))
    sure = footer.listed >= 0 and not faults
    return Finding(
        "array_record",
        Kind.DATASET,
        Confidence.CONSISTENT if sure else Confidence.PARSED,
        facts,
        (
            window.evidence(0, 64, "signature of Riegeli"),
            window.evidence(window.size - BLOCK + 64, 64, "where the footer is, three times"),
        ),
        tuple(faults),
    )


def _add_footer(footer: Footer, facts: Facts) -> None:
    facts["sample_count"] = footer.records
    facts["batch_count"] = footer.chunks
    facts["version"] = str(footer.version)
    if footer.options:
        facts["metadata"] = {"options of the writer": footer.options}


FORMAT = Format(
    id="array_record",
    title="ArrayRecord",
    kind=Kind.DATASET,
    reference="https://github.com/google/array_record/blob/main/cpp/layout.proto",
    examine=examine,
    suffixes=(".array_record", ".arecord"),
    refines="riegeli",
    limits=Limits(total=128 * MIB, depth=32),
)
