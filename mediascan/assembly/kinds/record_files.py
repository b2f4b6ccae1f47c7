"""Numbered files of records: ArrayRecord, Bagz, Riegeli, RecordIO, FFCV, LMDB, HDF5."""

from mediascan.assembly.base import ShardKind
from mediascan.assembly.facts import shape_print
from mediascan.assembly.parts import shards

KIND = ShardKind(
    id="record-files",
    title="Record files (ArrayRecord, Bagz, RecordIO, FFCV, HDF5, LMDB)",
    unit=("file", "files"),
    reference="https://github.com/google/array_record",
    formats=frozenset(
        {
            *("array_record", "bagz", "bagz_plain", "riegeli", "recordio", "ffcv", "lmdb"),
            *("hdf5", "minari", "d4rl", "robomimic", "netcdf4", "pytables", "matlab73"),
        }
    ),
    of_finding=shards(shape_print),
)
