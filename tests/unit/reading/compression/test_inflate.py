"""The decompressor gives what the libraries give, and never more than it was asked for."""

import gzip
import tracemalloc
import zlib

import pytest
import zstandard

from mediascan.model.errors import LimitExceeded, Malformed
from mediascan.model.limits import Limits
from mediascan.reading.compression.inflate import FINE, STREAMS, Method, head_of, inflate
from mediascan.reading.window import Window

TEXT = b"".join(b"line %d of a corpus\n" % n for n in range(20_000))
MIB = 1 << 20


def zstd(data, **more):
    return zstandard.ZstdCompressor(**more).compress(data)


def zeros_in_gzip(mebibytes):
    machine = zlib.compressobj(9, wbits=31)
    return b"".join([machine.compress(bytes(MIB)) for _ in range(mebibytes)]) + machine.flush()


@pytest.mark.parametrize("length", [0, 1, 100, 65_536, len(TEXT), len(TEXT) + 1])
@pytest.mark.parametrize("method", [Method.GZIP, Method.ZSTD, Method.DEFLATE, Method.STORED])
def test_it_gives_the_first_bytes(method, length):
    packed = {
        Method.GZIP: gzip.compress(TEXT),
        Method.ZSTD: zstd(TEXT),
        Method.DEFLATE: zlib.compress(TEXT, wbits=-15),
        Method.STORED: TEXT,
    }[method]
    assert head_of(Window.over(packed), method, length) == TEXT[:length]


@pytest.mark.parametrize("pieces", [2, 7, 300])
@pytest.mark.parametrize(
    ("method", "pack"), [(Method.GZIP, gzip.compress), (Method.ZSTD, zstd)], ids=["gzip", "zstd"]
)
def test_members_and_frames_follow_one_another(method, pack, pieces):
    step = len(TEXT) // pieces + 1
    packed = b"".join(pack(TEXT[at : at + step]) for at in range(0, len(TEXT), step))
    assert head_of(Window.over(packed), method, len(TEXT) + 1) == TEXT


def test_where_the_last_gzip_member_ends_is_told():
    packed = gzip.compress(TEXT) + gzip.compress(b"more")
    found = inflate(Window.over(packed + b"behind"), Method.GZIP, MIB)
    assert (found.data, found.used, found.ended) == (TEXT + b"more", len(packed), True)


def test_a_bare_deflate_stream_has_no_second_member():
    packed = zlib.compress(TEXT, wbits=-15)
    found = inflate(Window.over(packed + gzip.compress(b"more")), Method.DEFLATE, MIB)
    assert (found.data, found.used, found.ended) == (TEXT, len(packed), True)


def test_a_gibibyte_of_zeros_costs_what_was_asked_for():
    bomb = zeros_in_gzip(1024)
    tracemalloc.start()
    assert head_of(Window.over(bomb), Method.GZIP, 65_536) == bytes(65_536)
    assert tracemalloc.get_traced_memory()[1] < 2 * MIB
    tracemalloc.stop()


def test_a_bomb_of_blocks_costs_what_was_asked_for():
    block = (1 << 17 << 3 | 1 << 1).to_bytes(3, "little") + b"\0"  # RFC 8878: RLE, 128 KiB
    bomb = b"\x28\xb5\x2f\xfd\x00\x38" + block * 100_000
    tracemalloc.start()
    assert head_of(Window.over(bomb), Method.ZSTD, 65_536) == bytes(65_536)
    assert tracemalloc.get_traced_memory()[1] < 2 * MIB
    tracemalloc.stop()


def test_a_run_of_empty_gzip_members_is_given_up():
    run = gzip.compress(b"") * (STREAMS * 2)
    with pytest.raises(LimitExceeded, match="gzip members"):
        head_of(Window.over(run), Method.GZIP, 65_536)


def test_a_run_of_empty_zstd_frames_ends_with_the_budget():
    run = zstd(b"") * 200_000
    with pytest.raises(LimitExceeded, match="in all"):
        head_of(Window.over(run, Limits(total=MIB)), Method.ZSTD, 65_536)


def test_a_run_of_skippable_frames_is_not_walked_for_ever():
    run = b"\x50\x2a\x4d\x18\0\0\0\0" * 100_000 + zstd(TEXT)
    assert inflate(Window.over(run), Method.ZSTD, 65_536).damage


def test_more_than_the_limit_of_one_read_is_refused():
    window = Window.over(gzip.compress(TEXT), Limits(read=1000))
    with pytest.raises(LimitExceeded):
        head_of(window, Method.GZIP, 1001)


@pytest.mark.parametrize("method", [Method.GZIP, Method.ZSTD])
def test_what_stands_before_damage_is_kept(method):
    pack = gzip.compress if method is Method.GZIP else zstd
    packed = bytearray(pack(TEXT[:200]) + pack(TEXT[200:60_000]))
    packed[len(packed) // 2] ^= 0xFF
    packed[-3] ^= 0xFF  # of the last checksum or block
    window = Window.over(bytes(packed))
    found = inflate(window, method, MIB)
    assert found.damage
    assert TEXT.startswith(found.data[:200])
    assert len(found.data) >= 200 - FINE
    with pytest.raises(Malformed, match="damaged"):
        head_of(window, method, MIB)


def test_a_wrong_checksum_is_damage_behind_nearly_all_data():
    packed = bytearray(gzip.compress(TEXT[:5000]))
    packed[-8] ^= 1
    found = inflate(Window.over(bytes(packed)), Method.GZIP, MIB)
    assert TEXT.startswith(found.data)
    assert "check" in found.damage


@pytest.mark.parametrize("method", [Method.GZIP, Method.ZSTD])
def test_a_cut_stream_gives_what_is_there(method):
    noise = zlib.compress(TEXT)
    packed = gzip.compress(noise) if method is Method.GZIP else zstd(noise * 3)
    found = inflate(Window.over(packed[: len(packed) // 2]), method, MIB)
    assert not found.ended
    assert not found.damage
    assert (noise * 3).startswith(found.data)


def test_a_window_larger_than_allowed_is_narrowed():
    wide = zstandard.ZstdCompressionParameters(window_log=28)
    machine = zstandard.ZstdCompressor(compression_params=wide).compressobj()
    packed = machine.compress(TEXT) + machine.flush()
    assert zstandard.get_frame_parameters(packed).window_size > 1 << 27
    assert head_of(Window.over(packed), Method.ZSTD, MIB) == TEXT
