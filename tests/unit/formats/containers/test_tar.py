"""A tar is told from what only looks like one, and counted to its end."""

import io
import tarfile

import pytest

from mediascan.formats.containers import tar
from mediascan.formats.datasets import webdataset
from mediascan.model.errors import Malformed, Truncated
from mediascan.model.finding import Confidence
from mediascan.reading.window import Window


def packed(*names, layout=tarfile.USTAR_FORMAT):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=layout) as file:
        for name in names:
            info = tarfile.TarInfo(name)
            info.size = 3
            file.addfile(info, io.BytesIO(b"abc"))
    return Window.over(out.getvalue())


def test_what_tarfile_writes_is_consistent():
    found = tar.examine(packed("a.txt", "b/c.TXT", "README"))
    assert found.confidence is Confidence.CONSISTENT
    assert found.facts["member_suffixes"] == {".txt": 2, "": 1}


@pytest.mark.parametrize("size", [263, 511])
def test_a_cut_first_header_is_truncated(size):
    data = tarfile.TarInfo("a").tobuf(tarfile.USTAR_FORMAT)[:size].ljust(265, b"0")
    with pytest.raises(Truncated):
        tar.examine(Window.over(data))


def test_a_wrong_checksum_is_malformed_only_below_the_whole_magic():
    data = bytearray(tarfile.TarInfo("a").tobuf(tarfile.USTAR_FORMAT))
    data[0] ^= 1
    with pytest.raises(Malformed):
        tar.examine(Window.over(bytes(data)))
    data[262] = 7
    assert tar.examine(Window.over(bytes(data))) is None


@pytest.mark.parametrize(
    "names",
    [
        ("0.jpg", "0.txt", "1.jpg", "1.txt"),
        ("a/0.jpg", "a/0.txt", "b/0.jpg", "b/0.txt"),
        ("0.seg.png", "0.cls", "1.seg.png", "1.cls", "README"),
        ("__meta__/x.json", "0.JPG", "0.TXT", "1.jpg", "1.txt"),
        ("v1.0/0.jpg", "v1.0/0.txt", "v1.0/1.jpg", "v1.0/1.txt"),
    ],
)
def test_samples_are_seen(names):
    found = webdataset.examine(packed(*names))
    assert found.facts["sample_count"] == 2
    assert found.facts["training_shape"]


@pytest.mark.parametrize(
    "names",
    [
        ("a.c", "a.h", "b.c", "b.h"),
        ("0.jpg", "1.jpg", "2.jpg"),
        ("0.jpg", "0.txt"),
        ("0.jpg", "1.jpg", "0.txt", "1.txt"),
        ("0.jpg", "0.txt", "1.jpg", "1.txt", "a", "b", "c", "d"),
        (".a", ".b", "c", "d."),
        ("model_config.yaml", "model_weights.ckpt"),
    ],
)
def test_other_archives_are_no_samples(names):
    assert webdataset.examine(packed(*names)) is None


def test_a_name_of_many_slashes_takes_no_time():
    names = [f"{n}/" * 20_000 + "a.jpg" for n in range(4)]
    assert tar.examine(packed(*names, layout=tarfile.PAX_FORMAT)).facts["member_count"] == 4
