"""What lies in no file is found by how it begins, or by what its numbers look like."""

import random
import struct

import pytest

from mediascan.engine.classify import Classifier
from mediascan.engine.leads import BLOCK, SECTOR, Leads
from mediascan.engine.space import FOUND, SpaceReader
from mediascan.formats.registry import all_formats
from mediascan.model.extent import Extent
from mediascan.model.source import EntryKind, Identity
from mediascan.sources.layout_reader import Laid
from mediascan.sources.medium import MappedFile
from tests.conftest import FORMAT_FIXTURES

MIB = 1 << 20
SHARD = (FORMAT_FIXTURES / "gguf" / "tiny.gguf").read_bytes()
TENSORS = next((FORMAT_FIXTURES / "safetensors").glob("*.safetensors")).read_bytes()


class Meter:
    def add(self, count): ...

    def room(self):
        return False


class Medium:
    sector = SECTOR

    def __init__(self, data, bad=()):
        self.data, self.size, self.bad = data, len(data), bad

    def read_into(self, buffer, offset):
        piece = self.data[offset : offset + len(buffer)]
        if any(offset <= at < offset + len(piece) for at in self.bad):
            raise OSError(5, "bad sector")
        buffer[: len(piece)] = piece
        return len(piece)


@pytest.fixture(scope="module")
def reader():
    return SpaceReader(all_formats(), Classifier(all_formats()), Meter())


def look(reader, data, *, size=None, bad=(), volume=0, place=0):
    """What is seen in `data`, a run that lies at `place` of its medium."""
    size = len(data) if size is None else size
    data = bytes(place) + bytes(data)
    laid = Laid(
        EntryKind.SPACE,
        Identity(size, 0, 0, volume, size),
        (Extent(0, place, len(data) - place),),
        None,
        None,
        None,
    )
    return reader.look(MappedFile(laid, Medium(bytes(data), bad), None))


def placed(what, at, size=2 * MIB):
    data = bytearray(size)
    data[at : at + len(what)] = what
    return data


def normal(count, seed=1):
    dice = random.Random(seed)
    return struct.pack(f"<{count}f", *(dice.gauss(0, 0.02) for _ in range(count)))


def test_every_place_is_a_lead_at_which_a_file_with_a_long_signature_begins():
    leads = Leads(all_formats())
    data = bytearray(64 * 1024)
    places = [SECTOR, 3 * SECTOR, 5 * BLOCK]
    for at in places:
        data[at : at + len(SHARD)] = SHARD[: len(data) - at]
    assert set(places) <= set(leads.of(memoryview(data)))


def test_nothing_is_a_lead_in_zeros():
    assert Leads(all_formats()).of(memoryview(bytearray(MIB))) == []


@pytest.mark.parametrize(
    ("what", "format_id", "at"),
    [(SHARD, "gguf", 7 * SECTOR), (SHARD, "gguf", 0), (TENSORS, "safetensors", 9 * BLOCK)],
)
def test_a_header_in_free_space_is_found_with_its_place(reader, what, format_id, at):
    seen = look(reader, placed(what, at))
    found = [one for one in seen.findings if one.format_id == format_id]
    assert [one.facts["offset_in_run"] for one in found] == [at]
    assert all(at <= one.offset < at + len(what) for one in found[0].evidence)
    assert seen.content == "model"


@pytest.mark.parametrize("what", [SHARD, TENSORS])
@pytest.mark.parametrize("place", [1, 777, 4095, 4096, 5000])
def test_blocks_are_those_of_the_medium_wherever_the_run_begins(reader, what, place):
    at = 20 * BLOCK - place
    seen = look(reader, placed(what, at), place=place)
    assert [one.facts["offset_in_run"] for one in seen.findings] == [at]


def test_a_file_that_goes_on_in_the_next_piece_is_read_on(reader):
    at = MIB - BLOCK
    seen = look(reader, placed(SHARD, at), size=MIB)
    assert [one.format_id for one in seen.findings] == ["gguf"]
    assert seen.read.read == MIB


def test_what_a_volume_begins_with_is_left_to_the_volume(reader):
    assert look(reader, placed(SHARD, 0), volume=1).findings == []


def test_zeros_are_constant_and_noise_is_uniform_and_text_is_what_remains(reader):
    assert look(reader, bytes(MIB)).content == "constant"
    assert look(reader, random.Random(3).randbytes(MIB)).content == "uniform"
    assert look(reader, b"some words that were deleted\n" * 40_000).content == "remains"


def test_weights_without_a_header_are_told(reader):
    seen = look(reader, bytes(MIB) + normal(400_000))
    assert [one.format_id for one in seen.findings] == ["bare_weights"]
    assert seen.findings[0].facts["dtype"] == "float32"
    assert seen.content == "model"


def test_a_bad_sector_is_a_hole_and_the_rest_is_looked_through(reader):
    seen = look(reader, placed(SHARD, 9 * BLOCK), bad=(100_000,))
    assert [(one.offset, one.length) for one in seen.read.holes] == [(99_840, SECTOR)]
    assert [one.kind for one in seen.faults] == ["unreadable"]
    assert {one.format_id for one in seen.findings} == {"gguf"}  # its page has the hole: unsure
    assert seen.findings[0].faults[0].kind == "unreadable"


def test_leads_laid_out_on_purpose_end_in_a_limit_that_is_said(reader):
    data = bytearray(4 * MIB)
    for at in range(0, len(data), max(SECTOR, -(-len(SHARD) // SECTOR) * SECTOR)):
        data[at : at + len(SHARD)] = SHARD[: len(data) - at]
    seen = look(reader, data)
    assert len(seen.findings) <= FOUND + 2
    assert "limit" in {one.kind for one in seen.faults}
