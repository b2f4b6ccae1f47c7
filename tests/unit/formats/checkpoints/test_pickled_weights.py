"""Arrays in a pickle are weights by their names or their shapes, and otherwise data."""

import pytest

from mediascan.formats.checkpoints.pickled_weights import examine
from mediascan.reading.window import Window
from tests.conftest import FIXTURES


def look(name):
    return examine(Window.over((FIXTURES / name).read_bytes()))


@pytest.mark.parametrize(
    "name",
    [
        "unit/pickled_weights/corpus.pkl",  # matrices and vectors of a width, but named as data
        "formats/paddle_pickle/tiny.pdparams",
        "formats/paddle_pickle/nested.pdparams",
        "formats/sklearn/tiny.pkl",
        "formats/pytorch_legacy/tiny.pt",
        "formats/mxnet_states/tiny.states",
        "formats/pickle/tiny.pkl",
        "unit/sklearn/arrays.joblib",
    ],
)
def test_what_another_format_tells_or_what_may_be_data_is_not_told(name):
    assert look(name) is None


def test_program_text_inside_is_told():
    facts = look("formats/pickled_weights/stylegan.pkl").facts
    assert facts["code_members"] == ["program text of Generator"]
    assert facts["dangerous_imports"] == [
        "torch_utils.persistence._reconstruct_persistent_obj"  # runs that text
    ]
