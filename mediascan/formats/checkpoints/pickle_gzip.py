"""Pickle in gzip, as joblib and pandas write it (`.pkl.gz`, `.joblib.gz`)."""

from mediascan.formats.base import Format
from mediascan.model.finding import Finding, Kind
from mediascan.model.limits import MIB, Limits
from mediascan.reading.compression.inflate import Method, inflate
from mediascan.reading.torch.packed_pickles import MOST, packed_finding
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    stream = inflate(window, Method.GZIP, MOST)
    return packed_finding("pickle_gzip", window, stream, "gzip", stream.used)


FORMAT = Format(
    id="pickle_gzip",
    title="Python pickle in gzip",
    kind=Kind.CONTAINER,
    reference="https://joblib.readthedocs.io/en/stable/persistence.html",
    examine=examine,
    suffixes=(".gz", ".pkl"),
    refines="gzip",
    inside=frozenset({"pickle"}),
    weak=True,  # a fault is told by the general format already
    limits=Limits(total=64 * MIB, seconds=30.0),
)
