"""scikit-learn: the same model told alike, whichever way it was written."""

from mediascan.formats.classical.sklearn import examine
from mediascan.model.finding import Confidence, Kind
from mediascan.reading.window import Window
from tests.conftest import FIXTURES


def look(name):
    return examine(Window.over((FIXTURES / name).read_bytes()))


def test_pickle_and_joblib_tell_the_same_of_one_model():
    plain, joined = look("formats/sklearn/tiny.pkl"), look("unit/sklearn/logistic.joblib")
    for word in ("architecture", "producer", "parameter_count", "feature_count", "outputs"):
        assert plain.facts[word] == joined.facts[word]
    assert joined.confidence is Confidence.CONSISTENT


def test_random_numbers_are_no_parameters():
    found = look("unit/sklearn/network.pkl")
    assert found.facts["random_state"]
    assert found.facts["dtypes"] == {"float64": 79}  # weights, and Adam's two moments of each


def test_an_estimator_that_learned_nothing_is_a_description():
    data = (
        b"\x80\2csklearn.linear_model._base\nLinearRegression\n)\x81}(U\15fit_intercept\x88"
        b"U\20_sklearn_versionU\0051.9.1ub."
    )
    found = examine(Window.over(data))
    assert found.kind is Kind.CONFIG
    assert found.facts["producer"] == "scikit-learn 1.9.1"


def test_a_class_of_scikit_learn_that_is_no_estimator_is_not_told():
    data = b"\x80\2csklearn.utils._bunch\nBunch\n)\x81}U\4dataNsb."
    assert examine(Window.over(data)) is None
