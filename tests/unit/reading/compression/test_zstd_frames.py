"""Frame headers and block walks agree with python-zstandard."""

import pytest
import zstandard

from mediascan.model.errors import Malformed, Truncated
from mediascan.reading.compression.zstd_frames import first_frame, frame_at, survey
from mediascan.reading.window import Window

TEXT = b"".join(b"line %d of a corpus\n" % n for n in range(40_000))
SKIPPED = b"\x5f\x2a\x4d\x18\x04\0\0\0skip"


@pytest.mark.parametrize("size", [0, 1, 255, 256, 65_791, 65_792, len(TEXT)])
@pytest.mark.parametrize("checksum", [False, True])
@pytest.mark.parametrize("told", [False, True])
def test_headers_agree_with_the_library(size, checksum, told):
    machine = zstandard.ZstdCompressor(write_checksum=checksum, write_content_size=told)
    packed = machine.compress(TEXT[:size])
    window = Window.over(packed)
    frame, library = frame_at(window, 0), zstandard.get_frame_parameters(packed)
    assert frame.checksum == library.has_checksum
    assert frame.dictionary == library.dict_id
    assert frame.window_size == library.window_size
    if told:
        assert frame.content_size == library.content_size == size
    assert frame.header_size == zstandard.frame_header_size(packed)
    walk = survey(window)
    assert walk.ended(window)
    assert (walk.frames, walk.content) == (1, size if told else -1)


def test_a_dictionary_is_told():
    kept = zstandard.train_dictionary(2048, [TEXT[at : at + 200] for at in range(0, 80_000, 200)])
    packed = zstandard.ZstdCompressor(dict_data=kept).compress(TEXT[:300])
    assert frame_at(Window.over(packed), 0).dictionary == kept.dict_id()


def test_frames_are_counted_and_skippable_ones_passed_over():
    one = zstandard.compress(TEXT)
    window = Window.over(SKIPPED * 2 + one + SKIPPED + one)
    walk = survey(window)
    assert walk.ended(window)
    assert (walk.frames, walk.skippable, walk.content) == (2, 3, 2 * len(TEXT))
    assert first_frame(window).at == 2 * len(SKIPPED)


def test_a_cut_file_never_ends():
    packed = zstandard.ZstdCompressor(write_checksum=True).compress(TEXT[:3000]) + SKIPPED
    for end in range(1, len(packed)):
        window = Window.over(packed[:end])
        if end != len(packed) - len(SKIPPED):
            assert not survey(window).ended(window), end


def test_a_large_file_is_not_walked_to_its_end():
    blocks = (1 << 3).to_bytes(3, "little") + b"x"
    window = Window.over(b"\x28\xb5\x2f\xfd\x00\x38" + blocks * 5000)
    walk = survey(window)
    assert walk.inside
    assert not walk.damage


@pytest.mark.parametrize("header", [b"\x08\x38", b"\x00\x38\xff\xff\xff"])
def test_what_the_standard_forbids_is_damage(header):
    assert survey(Window.over(b"\x28\xb5\x2f\xfd" + header + bytes(40))).damage


def test_a_header_that_is_cut_is_truncated():
    with pytest.raises(Truncated):
        first_frame(Window.over(b"\x28\xb5\x2f\xfd\xe0"))
    with pytest.raises(Malformed):
        first_frame(Window.over(b"\x28\xb5\x2f\xfd\x08"))
