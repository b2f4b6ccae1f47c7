"""XGBoost model in a pickle: a Booster, or an estimator around one, with the model as a buffer.

The buffer has the settings and the trees as UBJSON; before version 1.0 it was a binary of its own.
"""

from mediascan.formats.base import Format
from mediascan.model.finding import Finding, Kind
from mediascan.model.limits import MIB, Limits
from mediascan.reading.pickles.boosters import booster_of
from mediascan.reading.pickles.scalars import count_of, texts_of
from mediascan.reading.torch.plain_pickles import open_pickles, opened_facts, opened_finding
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    opened = open_pickles(window)
    found = opened and booster_of(opened.walks, "xgboost", window.check_time)
    if opened is None or not found:
        return None
    facts = opened_facts(opened, numbers=False)
    facts["framework"] = "XGBoost"
    facts["architecture"] = found.name
    facts["metadata"] = found.settings
    if found.length:
        facts["declared_bytes"] = found.length
        facts["inner_format"] = "UBJSON" if b"{L\0\0\0\0" in found.model else "XGBoost binary"
    trees, classes = count_of(found.values.get("n_estimators")), found.values.get("n_classes_")
    if trees is not None:
        facts["tree_count"] = trees
    if (count := count_of(classes)) is not None:
        facts["class_count"] = count
    names = texts_of(found.values.get("feature_names"))
    if names:
        facts["columns"] = names
    kind = Kind.CHECKPOINT if found.length else Kind.CONFIG
    return opened_finding("xgboost_pickle", kind, opened, facts)


FORMAT = Format(
    id="xgboost_pickle",
    title="XGBoost model in a pickle",
    kind=Kind.CHECKPOINT,
    reference="https://xgboost.readthedocs.io/en/stable/tutorials/saving_model.html",
    examine=examine,
    suffixes=(".pkl", ".joblib"),
    refines="pickle",
    inside=frozenset({"xgboost"}),
    limits=Limits(total=256 * MIB, seconds=60.0),  # a pickle of 5,000,000 opcodes takes seconds
)
