"""Models without a signature: each says no to the files of the others, and to what is like them."""

import pytest

from mediascan.formats.checkpoints import bigdl, caffe2_net, caffe_model, caffe_solverstate, cntk_v2
from mediascan.formats.compiled import uff
from mediascan.model.errors import InputFault
from mediascan.reading.window import Window
from tests.conftest import FORMAT_FIXTURES

CARDS = [caffe_model, caffe_solverstate, caffe2_net, cntk_v2, bigdl, uff]
OTHERS = [
    b"\x0a\x0a\x0a\x04node\x12\x02op",  # a GraphDef of TensorFlow
    b"\n\n\nsome text that starts with empty lines\n",
    b"\x0a\x03abc\x12\x00",
    b"\x08\x01\x10\x01",
    bytes(64),
]


def name(card):
    return card.FORMAT.id


@pytest.mark.parametrize("card", CARDS, ids=name)
def test_it_knows_its_own_and_no_other(card):
    for other in CARDS:
        for path in (FORMAT_FIXTURES / name(other)).glob("*[!n]"):
            found = said(card, path.read_bytes())
            assert (found is not None) is (other is card), path.name
    for data in OTHERS:
        assert said(card, data) is None


def said(card, data):
    try:
        return card.examine(Window.over(data))
    except InputFault:
        return None
