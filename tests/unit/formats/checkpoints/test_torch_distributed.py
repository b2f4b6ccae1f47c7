"""Distributed checkpoints of torch: the list and the pieces, as two ranks wrote them."""

import pytest

from mediascan.formats.checkpoints import pytorch_zip, torch_dcp_metadata, torch_distcp
from mediascan.model.finding import Confidence, FaultKind
from mediascan.reading.torch.chain import chain_of
from mediascan.reading.window import Window
from tests.conftest import FORMAT_FIXTURES

LIST = (FORMAT_FIXTURES / "torch_dcp_metadata" / "tiny.metadata").read_bytes()
PIECES = (FORMAT_FIXTURES / "torch_distcp" / "tiny.distcp").read_bytes()


def test_the_list_tells_every_file_with_its_size():
    found = torch_dcp_metadata.examine(Window.over(LIST))
    assert found.confidence is Confidence.CONSISTENT
    facts = found.facts
    assert facts["members"][0] == f"__0_0.distcp ({len(PIECES)} bytes)"  # as the writer made it
    assert facts["world_size"] == 2
    assert facts["parameter_count"] == 8 * 4 + 4 * 4 + 4 + 2  # and two counters
    assert facts["training_step"] == 1000
    assert [link.key for link in found.links] == ["__0_0.distcp", "__1_0.distcp"]


def test_a_list_that_is_cut_tells_what_it_still_has():
    found = torch_dcp_metadata.examine(Window.over(LIST[:3000]))
    assert found.facts["tensor_count"] > 3
    assert [one.kind for one in found.faults] == [FaultKind.TRUNCATED]


def test_a_shard_is_a_chain_of_archives():
    chain = chain_of(Window.over(PIECES))
    assert len(chain) == 9
    assert (chain[0][0], chain[-1][1]) == (0, len(PIECES))
    assert torch_distcp.examine(Window.over(PIECES)).facts["tensor_count"] == 9
    assert pytorch_zip.examine(Window.over(PIECES)) is None


@pytest.mark.parametrize("damage", [1, 100, 5000])
def test_a_chain_with_a_hole_is_none(damage):
    data = bytearray(PIECES)
    start, _ = chain_of(Window.over(PIECES))[4]
    data[start : start + 4] = b"\0" * 4
    assert chain_of(Window.over(bytes(data))) is None
    assert chain_of(Window.over(PIECES[damage:])) is None
    assert chain_of(Window.over(PIECES[:-damage])) is None


def test_one_archive_alone_is_no_chain():
    start, end = chain_of(Window.over(PIECES))[3]
    assert chain_of(Window.over(PIECES[start:end])) is None
    assert pytorch_zip.examine(Window.over(PIECES[start:end])) is not None


def test_pieces_before_a_cut_are_told():
    found = torch_distcp.examine(Window.over(PIECES[:9000]))
    assert found.facts["tensor_count"] == 5
    assert [one.kind for one in found.faults] == [FaultKind.TRUNCATED]
    assert pytorch_zip.examine(Window.over(PIECES[:9000])) is None
