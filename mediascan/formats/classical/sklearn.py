"""scikit-learn model in a pickle, written by pickle or joblib: estimators, pipelines, searches.

An estimator's attributes are its parameters and, once it was fitted, what it learned: their names
end in `_`. `_sklearn_version` says what wrote it.
"""

from mediascan.formats.base import Format
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.pickles.graph import places
from mediascan.reading.pickles.mappings import class_of, table_of
from mediascan.reading.pickles.scalars import count_of, length_of, plain_text, texts_of
from mediascan.reading.torch.plain_pickles import Opened, open_pickles, opened_facts, opened_finding
from mediascan.reading.window import Window

_OTHERS = frozenset({"lightgbm", "xgboost", "catboost"})  # use some of its classes inside
_STEPS = 64  # estimators inside a pipeline or a search that are told


def examine(window: Window) -> Finding | None:
    opened = open_pickles(window)
    if opened is None:
        return None
    if class_of(opened.root).partition(".")[0] in _OTHERS:
        return None
    estimators, trees = _estimators(opened)
    if not estimators:
        return None
    facts = opened_facts(opened)
    facts["framework"] = "scikit-learn"
    names = [class_of(one).rpartition(".")[2] for one in estimators]
    first = class_of(opened.root) if class_of(opened.root).startswith("sklearn.") else ""
    facts["architecture"] = first or class_of(estimators[0])
    steps = list(dict.fromkeys(names))[:LIST_LENGTH]
    fitted = False
    for one in estimators:
        fitted = _say(table_of(one), facts) or fitted
    if trees:
        facts["tree_count"] = trees
        fitted = True
    parameters = facts.get("metadata", {})
    settings = {key: text for key, text in parameters.items() if not key.endswith("_")}
    facts["metadata"] = {"estimators": ", ".join(steps), "fitted": str(fitted), **settings}
    kind = Kind.CHECKPOINT if fitted else Kind.CONFIG
    return opened_finding("sklearn", kind, opened, facts)


def _estimators(opened: Opened) -> tuple[list[object], int]:
    """The first estimators, those nearest to the root first, and how many trees there are."""
    found: list[object] = []
    trees = 0
    for root in (one.root for one in opened.walks):
        for place in places(root, opened.window.check_time):
            name = class_of(place.value)
            if not name.startswith("sklearn."):
                continue
            trees += name == "sklearn.tree._tree.Tree"
            table = table_of(place.value)
            if len(found) < _STEPS and ("_sklearn_version" in table or _is_fitted(table)):
                found.append(place.value)
    return found, trees


def _is_fitted(table: dict[str, object]) -> bool:
    return any(key.endswith("_") and not key.startswith("_") for key in table)


def _say(table: dict[str, object], facts: Facts) -> bool:
    """Tell what one estimator says; returns whether it was fitted."""
    version = plain_text(table.get("_sklearn_version"))
    if version:
        facts.setdefault("producer", f"scikit-learn {version}")
    features = count_of(table.get("n_features_in_"))
    if features is not None:
        facts.setdefault("feature_count", features)
    names = texts_of(table.get("feature_names_in_"))
    if names:
        facts.setdefault("columns", names)
    vocabulary = length_of(table.get("vocabulary_"))
    if vocabulary:
        facts.setdefault("vocabulary_size", vocabulary)
    if "classes_" in table:
        facts.setdefault("class_count", length_of(table["classes_"]))
        labels = texts_of(table["classes_"])
        if labels:
            facts.setdefault("outputs", labels)
    return _is_fitted(table)


FORMAT = Format(
    id="sklearn",
    title="scikit-learn model",
    kind=Kind.CHECKPOINT,
    reference="https://scikit-learn.org/stable/model_persistence.html",
    examine=examine,
    suffixes=(".pkl", ".joblib", ".pickle"),
    refines="pickle",
    inside=frozenset({"sklearn"}),
    limits=Limits(total=256 * MIB, seconds=60.0),  # a pickle of 5,000,000 opcodes takes seconds
)
