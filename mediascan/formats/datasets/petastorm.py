"""Petastorm: Parquet with a schema for tensors, which is a pickle in the footer's metadata.

Petastorm loads that pickle as soon as the table is opened, so it is walked here.
"""

from mediascan.formats.base import Format
from mediascan.model.finding import Confidence, Finding, Kind, fault_of
from mediascan.model.limits import MIB
from mediascan.reading.encodings.thrift import BINARY, CompactReader
from mediascan.reading.parquet.footer import Footer
from mediascan.reading.parquet.report import footer_facts, footer_faults
from mediascan.reading.pickles.opcodes import walk
from mediascan.reading.pickles.report import add_imports
from mediascan.reading.window import Window

_KEY = b"dataset-toolkit.unischema.v1"
_VALUE = b"\x18"  # field 2 of a KeyValue, a text: the value stands behind the key
_LONGEST = 16 * MIB  # bytes of a footer
_LONGEST_PICKLE = MIB


def examine(window: Window) -> Finding | None:
    length = window.cursor(window.size - 8).number("I")
    at = window.size - 8 - length
    if not 2 <= length <= _LONGEST or at < 4 or not window.has(b"PAR1", -4):
        return None
    part = window.cut(at, length)
    place = part.read(0, length).find(_KEY + _VALUE)
    if place < 0:
        return None
    value_at = place + len(_KEY + _VALUE)
    behind = CompactReader(part.cut(value_at, min(length - value_at, _LONGEST_PICKLE)))
    pickle = behind.binary(BINARY, _LONGEST_PICKLE)
    found = walk(Window.over(pickle, window.limits))
    footer = Footer(at)
    reader = CompactReader(part)
    footer.read(reader)
    facts = footer_facts(footer, window)
    facts["framework"] = "Petastorm"
    facts.setdefault("training_shape", "tensors")
    add_imports(facts, [found])
    faults = footer_faults(footer, reader.left)
    if found.fault is not None:
        faults.append(fault_of(found.fault, "pickle of the schema: "))
    return Finding(
        "petastorm",
        Kind.DATASET,
        Confidence.PARSED,
        facts,
        (
            window.evidence(-8, 8, "footer length and magic at the end"),
            window.evidence(at + place, 64, "key of the schema, and its pickle"),
        ),
        tuple(faults),
    )


FORMAT = Format(
    id="petastorm",
    title="Petastorm table",
    kind=Kind.DATASET,
    reference="https://petastorm.readthedocs.io/en/latest/",
    examine=examine,
    suffixes=(".parquet",),
    refines="parquet",
    weak=True,  # a fault is told by the general format already
)
