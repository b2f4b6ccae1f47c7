"""Names that contradict what was found, and the usual names that must not be accused."""

import pytest

from mediascan.engine.content import CLASSES
from mediascan.engine.names import _CLAIMS, claimed_class, contradiction, suffix_of
from mediascan.formats.registry import all_formats
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Evidence, Finding, Kind

WEIGHTS = Evidence(0, b"\x40\0\0\0\0\0\0\0" + b'{"a', "header length")
LINES = Evidence(0, b'{"text": "hello"}\n', "first line")
ZIPPED = Evidence(0, b"PK\3\4\0\0\x08\x08", "first local header")


def found(format_id="safetensors", kind=Kind.CHECKPOINT, sure=Confidence.PARSED, **more):
    evidence = more.pop("evidence", (WEIGHTS,))
    return Finding(format_id, kind, sure, Facts(**more), evidence)


DATASET = found("parquet", Kind.DATASET, evidence=(Evidence(0, b"PAR1\x15\0", "magic"),))
JSONL = found("jsonl", Kind.DATASET, evidence=(LINES,))
JSONL_GZ = found("jsonl", Kind.DATASET, evidence=(Evidence(0, b"\x1f\x8b\x08\0", "gzip"),))
TORCH = found("torch", evidence=(ZIPPED,))
VOLUME = found("luks", Kind.ENCRYPTED, evidence=(Evidence(0, b"LUKS\xba\xbe\0\2", "magic"),))
APPENDED = found(
    "llamafile", evidence=(Evidence(0, b"MZqFpD" + bytes(54) + b"\x80\0\0\0", "program"),)
)


@pytest.mark.parametrize(
    ("path", "suffix"),
    [
        (b"holiday.mp4", ".mp4"),
        (b"a/b.c/HOLIDAY.MP4", ".mp4"),
        (b"holiday.mp4. .", ".mp4"),
        (b"a.b/none", ""),
        (b".pt", ""),
        (b"x.", ""),
        (b"", ""),
        (b"x.\xff\xfe", ""),
        ("x.\u0436".encode(), ""),
        ("holiday.mp4\u00a0".encode(), ".mp4"),
        ("holiday.mp4\u200b".encode(), ".mp4"),
        ("holiday.m\u200dp4".encode(), ".mp4"),
        ("holiday.\uff4d\uff50\uff14".encode(), ".mp4"),
        ("holiday\uff0emp4".encode(), ".mp4"),
        ("holiday.m\u04404".encode(), ".mp4"),
        ("holiday.J\u0420G".encode(), ".jpg"),
        ("hol\u202e4pm.safetensors".encode(), ".mp4"),
        ("hol\u202esrosnetefas.4pm.x".encode(), ".safetensors"),
        ("weights\u202e4pm.\u202c.safetensors".encode(), ".safetensors"),
        (b"holiday.mp4\n", ".mp4"),
        (b"holiday.mp4\t", ".mp4"),
        (b"checkpoint.pth.tar", ".tar"),
    ],
)
def test_the_suffix_is_taken_from_the_bytes(path, suffix):
    assert suffix_of(path) == suffix


def test_every_claim_is_a_content_class():
    assert set(_CLAIMS.values()) <= set(CLASSES)
    assert claimed_class(".mp4") == "video"
    assert claimed_class(".bin") == ""


@pytest.mark.parametrize(
    ("name", "finding", "claimed"),
    [
        (b"holiday.mp4", found(), "video"),
        (b"holiday.JPG", found(), "image"),
        (b"song.flac", DATASET, "audio"),
        (b"holiday.jpg", found("zip", Kind.CONTAINER), "image"),
        (b"holiday.jpg", found("hf_config", Kind.CONFIG), "image"),
        (b"report.pdf", TORCH, "document"),
        (b"report.docx", TORCH, "document"),
        (b"setup.exe", found(), "executable"),
        (b"notes.txt", found(), "text"),
        (b"table.csv", DATASET, "text"),
        (b"photo.png", JSONL, "image"),
        (b"film.mkv", VOLUME, "video"),
        (b"install.iso", VOLUME, "disk-image"),
        (b"backup.rar", found(), "archive"),
        (b"backup.7z", TORCH, "archive"),
        (b"backup.zip", found(), "archive"),
        (b"backup.tar", DATASET, "archive"),
        (b"backup.gz", found(), "compressed"),
        (b"holiday.jpg.gz", found(), "compressed"),
        (b"font.ttf", found(), "font"),
        ("holiday.m\u04404".encode(), found(), "video"),
        ("sn\u202etensors.jpg\u202c.jpg".encode(), found(), "image"),
        (b"mail.sqlite", found(), "database"),
    ],
)
def test_a_name_that_claims_another_thing_is_a_disguise(name, finding, claimed):
    disguise = contradiction(b"folder/" + name, (finding,))
    assert disguise == Finding(
        "disguise",
        Kind.CONCEALMENT,
        finding.confidence,
        Facts(claimed=claimed, actual=finding.format_id),
        finding.evidence,
    )


def test_an_archive_behind_a_picture_does_not_make_its_name_a_lie():
    picture, archive = found("jpeg", Kind.MEDIA), found("zip", Kind.CONTAINER)
    assert contradiction(b"holiday.jpg", (picture, archive)) is None
    assert contradiction(b"letter.docx", (archive,)) is None
    assert contradiction(b"drawing.svg", (found("gzip", Kind.CONTAINER),)) is None


USUAL = ".bin .pt .pth .ckpt .model .dat .data .safetensors .tmp .part .000 .weights .h5 .img .raw"


@pytest.mark.parametrize("finding", [found(), DATASET, TORCH, JSONL, VOLUME])
@pytest.mark.parametrize("name", [b"x", b".x", *(b"x" + one.encode() for one in USUAL.split())])
def test_a_name_without_one_meaning_claims_nothing(name, finding):
    assert contradiction(name, (finding,)) is None


@pytest.mark.parametrize(
    ("name", "finding"),
    [
        (b"policy.zip", TORCH),
        (b"arrays.zip", found("npz", Kind.DATASET, evidence=(ZIPPED,))),
        (b"checkpoint.pth.tar", TORCH),
        (b"checkpoint.tar", found()),
        (b"part.json", JSONL),
        (b"part.txt", JSONL),
        (b"part.jsonl", JSONL),
        (b"part.csv", JSONL),
        (b"part.jsonl.gz", JSONL_GZ),
        (b"part.tgz", JSONL_GZ),
        (b"part.jsonl.zst", found("jsonl", Kind.DATASET, evidence=(LINES,), compression="zstd")),
        (b"model.exe", APPENDED),
        (
            b"part.jsonl",
            found("jsonl_gzip", Kind.DATASET, evidence=(Evidence(0, b"\x1f\x8b", ""),)),
        ),
        (b"00001.TAR.GZ", found("webdataset", Kind.DATASET, evidence=(Evidence(0, b"a", ""),))),
        (b"part.jsonl.gz", JSONL),
        (b"model.safetensors.zst", found()),
    ],
)
def test_the_usual_names_are_not_accused(name, finding):
    assert contradiction(name, (finding,)) is None


def test_an_archive_that_holds_the_data_may_have_its_own_name():
    outer = Finding("zip", Kind.CONTAINER, Confidence.PARSED, evidence=(ZIPPED,))
    assert contradiction(b"x.zip", (JSONL, outer)) is None
    assert contradiction(b"x.rar", (JSONL, outer)) is not None


@pytest.mark.parametrize("one", all_formats(), ids=lambda one: one.id)
def test_no_format_is_accused_for_its_own_suffixes(one):
    for suffix in one.suffixes:
        finding = Finding(one.id, Kind.CHECKPOINT, Confidence.CONSISTENT, evidence=(WEIGHTS,))
        assert contradiction(b"x" + suffix.encode(), (finding,)) is None


@pytest.mark.parametrize(
    "finding",
    [
        found(sure=Confidence.MAGIC),
        found("gzip", Kind.CONTAINER, evidence=(ZIPPED,)),
        Finding("x", Kind.CONCEALMENT, Confidence.CONSISTENT),
    ],
)
def test_what_is_not_sure_or_no_data_contradicts_nothing(finding):
    assert contradiction(b"holiday.mp4", (finding,)) is None


def test_the_surest_finding_decides():
    disguise = contradiction(b"x.mp4", (found(sure=Confidence.CONSISTENT), DATASET))
    assert disguise is not None
    assert disguise.facts["actual"] == "safetensors"
    assert contradiction(b"x.mp4", ()) is None
