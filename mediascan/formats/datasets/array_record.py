"""ArrayRecord: Riegeli records with a footer that counts them, for training with random access.

See `reading/records/array_record`. Grain, MaxText and TensorFlow Datasets read it; most files hold
tf.train.Example records.
"""

from mediascan.formats.base import Format
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, fault_of
from mediascan.model.limits import MIB, Limits
from mediascan.reading.encodings.riegeli import SIGNATURE, compression_of, records_of
from mediascan.reading.records.array_record import (
    BLOCK,
    Footer,
    count_records,
    first_chunk,
    has_postscript,
    read_footer,
)
from mediascan.reading.tensorflow.examples import Features
from mediascan.reading.window import Window

_SAMPLE = 4 * MIB  # bytes of the first chunk that is looked into
_LOOKED_AT = 32


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
    _add_sample(window, facts, facts.get("sample_count", 0))
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


def _add_sample(window: Window, facts: Facts, samples: int) -> None:
    """What the first records hold, where they can be decompressed here."""
    features = Features()
    try:
        first = first_chunk(window)
        if first is None:
            return
        if packed := compression_of(window, first):
            facts["compression"] = packed
        for record in records_of(window, first, _SAMPLE)[:_LOOKED_AT]:
            features.add(Window.over(record))
    except (InputFault, IndexError):
        pass  # Brotli and large chunks: the general format tells what is damaged
    features.say(facts, samples)


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
