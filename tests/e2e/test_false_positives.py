"""Over the machine's own files nothing is called a model, a dataset or the like that is none.

Every regular file below /usr, the Python installation and the venv of the tests is asked about: on
the machines of this project more than 100,000. It is rightly recognised where it has a name that
only its format has (numpy's and scipy's test data, the conformance suite of onnx), or is listed;
anything else at PARSED or above fails the test.
"""

import os
import re
import stat
import sys
from pathlib import Path

import pytest

from mediascan.engine.classify import Classifier
from mediascan.formats.registry import all_formats, formats_by_id
from mediascan.model.finding import Confidence, FaultKind, Kind

ROOTS = sorted({Path("/usr"), Path(sys.base_prefix), Path(sys.prefix)})
SURE = {Kind.CHECKPOINT, Kind.CONFIG, Kind.DATASET, Kind.ENCRYPTED}
OWN = frozenset(
    {".arrow", ".feather", ".gguf", ".h5", ".hdf5", ".mat", ".nc", ".npy", ".npz", ".onnx"}
    | {".orc", ".parquet", ".pck", ".pickle", ".pkl"}
)
EXPECTED = {  # path -> formats that are rightly recognised there under other names
    r"/numpy/random/tests/data/[^/]+$": {"pickle"},
    r"/onnx/backend/test/.*\.pb$": {"onnx_tensor"},  # what its models are to answer
    r"\.sofa$": {"netcdf4"},  # AES69: filters of ears, which are NetCDF 4 by that standard
    r"/pyarrow/tests/data/orc/[^/]+\.jsn\.gz$": {"jsonl_gzip"},
}
CLASSIFIER = Classifier(all_formats())


def regular_files(root):
    """The regular files below `root`, that of other roots left out."""
    others = {str(one) for one in ROOTS if one != root}
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if f"{folder}/{name}" not in others]
        for name in names:
            path = f"{folder}/{name}"
            seen = os.lstat(path)
            if stat.S_ISREG(seen.st_mode) and seen.st_size:
                yield path, seen.st_size


def findings(path, size):
    try:
        file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return ()
    try:
        return CLASSIFIER.findings(lambda at, length: os.pread(file, length, at), size)
    finally:
        os.close(file)


def is_expected(path, finding):
    suffix = Path(path).suffix
    if suffix in OWN and suffix in formats_by_id()[finding.format_id].suffixes:
        return True
    return any(
        finding.format_id in formats and re.search(place, path)
        for place, formats in EXPECTED.items()
    )


@pytest.mark.parametrize("root", ROOTS, ids=str)
def test_no_file_is_taken_for_what_it_is_not(root):
    wrong, crashed = [], []
    for path, size in regular_files(root):
        for one in findings(path, size):
            crashed += [(path, f) for f in one.faults if f.kind is FaultKind.CRASHED]
            sure = one.kind in SURE and one.confidence >= Confidence.PARSED
            if sure and not is_expected(path, one):
                wrong.append((path, one.format_id, one.confidence.name))
    assert not crashed
    assert not wrong
