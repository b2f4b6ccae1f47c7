"""What formats leave over is looked at, and what nothing explains is tested."""

import bz2
import gzip
import io
import random
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest

from mediascan.engine.classify import Classifier
from mediascan.engine.concealment import concealed, is_unexplained, judged
from mediascan.engine.identify import identify
from mediascan.engine.probes import is_filling, probes
from mediascan.formats.registry import all_formats
from mediascan.model.finding import Confidence, Kind
from tests.conftest import FORMAT_FIXTURES, reader

CLASSIFIER = Classifier(all_formats())
CIPHER = random.Random(11).randbytes(1 << 20)
WEIGHTS = np.random.default_rng(3).normal(0, 0.02, 20_000).astype("<f4").tobytes()
HEADER = b'{"w":{"dtype":"F32","shape":[20000],"data_offsets":[0,80000]}}  '
CHECKPOINT = struct.pack("<Q", len(HEADER)) + HEADER + WEIGHTS
ENDING = (  # formats that say where they end
    *("jpeg/tiny.jpg", "png/tiny.png", "gif/tiny.gif", "webp/tiny.webp", "bmp/tiny.bmp"),
    *("heif/tiny.avif", "heif/tiny.heic", "jpeg_xl/tiny.jxl", "pnm/tiny.ppm", "mp4/tiny.mp4"),
    *("mp4/fragments.mp4", "matroska/tiny.mkv", "avi/tiny.avi", "mpeg_ts/tiny.ts"),
    *("mpeg_ts/tiny.m2ts", "wav/tiny.wav", "wav/tiny.rf64", "aiff/tiny.aiff", "ogg/tiny.ogg"),
    *("mp3/tiny.mp3", "mp3/tiny.mp2", "aac/tiny.aac", "pdf/tiny.pdf", "zip/tiny.zip"),
    *("gzip/tiny.gz", "seven_zip/tiny.7z", "zstd/tiny.zst", "xz/tiny.xz", "rar5/tiny.rar"),
)
by_host = pytest.mark.parametrize("host", ENDING)


def fixture(name):
    return (FORMAT_FIXTURES / name).read_bytes()


def packed():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("corpus.txt", b"some text of a corpus\n" * 200)
    return held.getvalue()


def said(data, path=b"x"):
    """Findings by id."""
    read_at = reader(data)
    found = concealed(path, CLASSIFIER.findings(read_at, len(data)), read_at, len(data), CLASSIFIER)
    return {one.format_id: one for one in found}


@by_host
def test_a_checkpoint_behind_the_end_is_named_with_its_place(host):
    data = fixture(host)
    found = said(data + CHECKPOINT)
    appended = found["appended"]
    assert appended.kind is Kind.CONCEALMENT
    assert appended.confidence is Confidence.PARSED
    assert appended.facts["actual"] == "safetensors"
    assert appended.facts["hidden_offset"] == len(data)
    assert appended.facts["hidden_bytes"] == len(CHECKPOINT)
    assert found["safetensors"].facts["hidden_offset"] == len(data)
    for one in (*appended.evidence, *found["safetensors"].evidence):
        assert (data + CHECKPOINT)[one.offset :].startswith(one.data)


@by_host
def test_cipher_text_behind_the_end_is_said_to_be_uniform(host):
    data = fixture(host)
    found = said(data + CIPHER)
    assert found["appended"].facts["actual"] == "uniform_bytes"
    assert found["appended"].confidence is Confidence.STATISTIC
    assert found["uniform_bytes"].facts["hidden_offset"] == len(data)
    assert "chi-square" in found["uniform_bytes"].facts["test"]


@by_host
@pytest.mark.parametrize(
    "behind", [b"", b"\0" * 9000, b"\n", b"made by a camera", b"\xff" * 300], ids=len
)
def test_what_programs_leave_behind_is_no_finding(host, behind):
    assert not {"appended", "polyglot", "disguise"} & said(fixture(host) + behind).keys()


def test_further_pictures_and_films_are_no_finding_but_what_is_behind_them_is():
    picture, film = fixture("jpeg/tiny.jpg"), fixture("mp4/tiny.mp4")
    for whole in (picture + picture, picture + film, picture + picture + film):
        assert not {"appended", "polyglot"} & said(whole).keys()
        found = said(whole + CHECKPOINT)["appended"]
        assert found.facts["hidden_offset"] == len(whole)
    assert "appended" not in said(fixture("jpeg/several.mpo"))


def test_pictures_nested_without_end_come_to_an_end():
    picture = fixture("jpeg/tiny.jpg")
    assert "appended" not in said(picture * 2000)


@pytest.mark.parametrize("trailer", [b"TAG" + b"song".ljust(125, b"\0"), b"\0" * 128])
def test_tags_of_players_are_no_finding(trailer):
    assert "appended" not in said(fixture("mp3/tiny.mp3") + trailer)
    assert "appended" not in said(fixture("aac/tiny.aac") + trailer)


def test_an_archive_behind_a_document_makes_one_finding_not_two():
    found = said(fixture("pdf/tiny.pdf") + packed())
    assert found["appended"].facts["actual"] == "zip"
    assert "polyglot" not in found
    assert "prepended" not in found


def test_an_archive_behind_what_does_not_say_its_end_is_two_formats_at_once():
    found = said(fixture("flac/tiny.flac") + packed())
    assert found["polyglot"].facts == {"claimed": "flac", "actual": "zip"}


def test_what_is_made_to_follow_one_another_is_no_finding():
    stream = fixture("gzip/tiny.gz")
    assert "appended" not in said(stream * 3)
    assert "appended" not in said(fixture("cpio/tiny.cpio") + bytes(512) + stream)
    assert "appended" in said(fixture("zstd/tiny.zst") + stream)


@pytest.mark.parametrize("trailer", [b"SEFT", b"8db42d694ccc418790edff439fe026bf"])
def test_what_cameras_put_behind_is_no_finding_unless_it_is_uniform(trailer):
    notes = bytes(one % 7 * 30 for one in range(20_000))
    assert "appended" in said(fixture("jpeg/tiny.jpg") + notes)
    assert "appended" not in said(fixture("jpeg/tiny.jpg") + notes + trailer)
    assert "appended" in said(fixture("jpeg/tiny.jpg") + CIPHER + trailer)


def test_a_transport_stream_that_lost_some_bytes_has_nothing_behind_it():
    stream = fixture("mpeg_ts/tiny.ts")
    damaged = stream[: 188 * 20] + stream[188 * 20 + 60 :] * 40
    assert "appended" not in said(damaged)


def test_a_program_in_front_of_an_archive_is_no_finding_other_data_are():
    for program in (b"MZ" + bytes(8000), b"#!/usr/bin/env python3\n", b"\x7fELF" + bytes(900)):
        assert "prepended" not in said(program + packed())
    found = said(CIPHER[: 1 << 18] + packed())["prepended"]
    assert found.facts["hidden_offset"] == 0
    assert found.facts["hidden_bytes"] == 1 << 18


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
def test_a_stream_behind_a_picture_is_named(pack):
    found = said(fixture("png/tiny.png") + pack(b"some text of a corpus\n" * 4000))
    assert found["appended"].facts["actual"] in {"gzip", "bzip2"}


def volume_in(film, where):
    if where == "free":
        return film + struct.pack(">I", len(CIPHER) + 8) + b"free" + CIPHER
    at = film.rindex(b"mdat") - 4
    length = int.from_bytes(film[at : at + 4], "big")
    box = struct.pack(">I", length + len(CIPHER)) + film[at + 4 : at + length] + CIPHER
    return film[:at] + box + film[at + length :]


def test_a_volume_in_the_void_of_a_matroska_or_the_junk_of_an_avi_is_found():
    film = fixture("matroska/tiny.mkv")
    at = film.index(b"\x18\x53\x80\x67") + 4  # the segment's size has eight bytes
    void = b"\xec\x01" + len(CIPHER).to_bytes(7, "big") + CIPHER
    size = int.from_bytes(film[at + 1 : at + 8], "big") + len(void)
    held = film[:at] + b"\x01" + size.to_bytes(7, "big") + void + film[at + 8 :]
    assert said(held)["unclaimed"].facts["hidden_offset"] == at + 8 + 9
    film = fixture("avi/tiny.avi")
    junk = b"JUNK" + struct.pack("<I", len(CIPHER)) + CIPHER
    at = film.index(b"hdrl") - 8
    size = int.from_bytes(film[4:8], "little") + len(junk)
    held = film[:4] + struct.pack("<I", size) + film[8:at] + junk + film[at:]
    assert said(held)["unclaimed"].facts["hidden_offset"] == at + 8


@pytest.mark.parametrize("where", ["free", "mdat"])
def test_a_volume_inside_a_film_is_found_where_it_lies(where):
    data = volume_in(fixture("mp4/tiny.mp4"), where)
    found = said(data)["unclaimed"]
    assert found.facts["actual"] == "uniform_bytes"
    start = found.facts["hidden_offset"]
    assert data[start : start + 64] == CIPHER[:64]
    assert found.facts["hidden_bytes"] == len(CIPHER)


def test_free_space_of_a_film_is_no_finding():
    film = fixture("mp4/tiny.mp4")
    for filling in (bytes(1 << 20), b"old words of a film " * 9000):
        assert "unclaimed" not in said(
            film + struct.pack(">I", len(filling) + 8) + b"free" + filling
        )


def judgement(data, path=b"x.dat"):
    return {
        one.format_id: one
        for one in judged(path, "unknown", data, reader(data), len(data), CLASSIFIER)
    }


def test_uniform_bytes_are_consistent_with_encryption_and_never_more():
    found = judgement(CIPHER)
    assert found.keys() == {"uniform_bytes"}
    one = found["uniform_bytes"]
    assert (one.kind, one.confidence) == (Kind.ENCRYPTED, Confidence.STATISTIC)
    assert "sectors" in one.facts["metadata"]["size"]
    assert "metadata" not in judgement(CIPHER[:-1])["uniform_bytes"].facts


def test_a_name_that_uniform_bytes_or_bare_weights_contradict_is_a_disguise():
    for data in (CIPHER, WEIGHTS):
        for name in (b"a/photo.jpg", b"film.mp4", b"notes.txt"):
            found = judgement(data, name)
            assert found["disguise"].confidence is Confidence.STATISTIC
            assert found["disguise"].facts["actual"] in {"uniform_bytes", "bare_weights"}
    assert "disguise" not in judgement(CIPHER, b"volume.bin")


def test_weights_and_tokens_without_a_header_are_told_with_their_type():
    found = judgement(WEIGHTS)["bare_weights"]
    assert (found.kind, found.facts["dtype"]) == (Kind.CHECKPOINT, "float32")
    assert found.facts["element_count"] == 20_000


def test_a_header_before_uniform_bytes_does_not_hide_them():
    assert "uniform_bytes" in judgement(b"some unknown header".ljust(512, b"\0") + CIPHER)


@pytest.mark.parametrize("name", ["wav/tiny.wav", "aiff/tiny.aiff", "bmp/tiny.bmp", "pnm/tiny.ppm"])
def test_plain_formats_with_uniform_content_are_told(name, tmp_path):
    made = {
        "wav/tiny.wav": lambda d: (
            d[:4]
            + struct.pack("<I", 36 + len(CIPHER))
            + d[8:40]
            + struct.pack("<I", len(CIPHER))
            + CIPHER
        ),
        "aiff/tiny.aiff": lambda d: (
            d[:4]
            + struct.pack(">I", 46 + len(CIPHER))
            + d[8:46]
            + struct.pack(">I", len(CIPHER))
            + CIPHER
        ),
        "bmp/tiny.bmp": lambda d: (
            d[:18] + struct.pack("<ii", 512, 683) + d[26:54] + CIPHER[: 512 * 683 * 3]
        ),
        "pnm/tiny.ppm": lambda _: b"P6\n512 680\n255\n" + CIPHER[: 512 * 680 * 3],
    }[name](fixture(name))
    path = tmp_path / Path(name).name
    path.write_bytes(made)
    found = {one.format_id for one in identify(str(path))[2]}
    assert "uniform_content" in found


def test_sqlite_with_uniform_pages_is_told(tmp_path):
    path = tmp_path / "x.db"
    path.write_bytes(b"SQLite format 3\0" + CIPHER)
    assert [one.format_id for one in identify(str(path))[2]] == ["uniform_content"]


def test_only_what_nothing_explains_is_tested():
    assert is_unexplained("unknown", (), 1 << 20)
    assert not is_unexplained("unknown", (), 1000)
    assert not is_unexplained("image", (), 1 << 20)
    sure = CLASSIFIER.findings(reader(CHECKPOINT), len(CHECKPOINT))
    assert not is_unexplained("unknown", sure, 1 << 20)


def test_a_bad_sector_ends_a_rule_and_not_the_file():
    data = fixture("png/tiny.png") + CIPHER
    found = CLASSIFIER.findings(reader(data), len(data))

    def broken(_at, _length):
        raise OSError(5, "Input/output error")

    assert concealed(b"x", found, broken, len(data), CLASSIFIER) == found
    assert judged(b"x", "unknown", b"", broken, 1 << 20, CLASSIFIER) == ()


def test_probes_reach_from_the_first_byte_to_the_last_and_never_beyond():
    for size in (64 << 10, (64 << 10) + 1, 300_001, 1 << 20):
        data = random.Random(size).randbytes(size)
        pieces = probes(reader(data), 0, size)
        assert data.startswith(pieces[0])
        assert data.endswith(pieces[-1])
        assert len({len(one) for one in pieces}) == 1


def test_filling_is_one_byte_again_and_again():
    for size in (0, 1, 700_000, 3 << 20):
        assert is_filling(reader(bytes(size)), 0, size, 1 << 20)
    assert not is_filling(reader(bytes(700_000) + b"x"), 0, 700_001, 1 << 20)
    assert not is_filling(reader(b"x" + bytes(3 << 20)), 0, 1 + (3 << 20), 1 << 20)


def photo(size):
    """A JPEG of so many bytes of coded picture behind the segments of the fixture."""
    start = fixture("jpeg/tiny.jpg")
    start = start[: start.index(b"\xff\xda") + 14]
    coded = random.Random(5).randbytes(size).replace(b"\xff", b"\xff\0")
    return start + coded + b"\xff\xd9"


def test_an_end_of_another_picture_hides_nothing_large_in_front_of_it():
    whole = photo(120_000)
    assert list(said(whole, b"a.jpg")) == ["jpeg"]
    for payload in (CIPHER[:100_000], b"no byte of it is FF " * 5000):
        found = said(whole + payload + whole[-4096:], b"a.jpg")
        assert found["jpeg"].facts["trailing_bytes"] == len(payload) + 4096
        assert ("appended" in found) == (payload[0] == CIPHER[0])
