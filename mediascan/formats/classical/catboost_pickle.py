"""CatBoost model in a pickle: an estimator's parameters, and its own file under `__model`.

That file begins with CBM1, which is CatBoost's binary format.
"""

from mediascan.formats.base import Format
from mediascan.model.finding import Finding, Kind
from mediascan.model.limits import MIB, Limits
from mediascan.reading.pickles.boosters import booster_of
from mediascan.reading.pickles.scalars import count_of
from mediascan.reading.torch.plain_pickles import open_pickles, opened_facts, opened_finding
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    opened = open_pickles(window)
    found = opened and booster_of(opened.walks, "catboost", window.check_time)
    if opened is None or not found:
        return None
    facts = opened_facts(opened, numbers=False)
    facts["framework"] = "CatBoost"
    facts["architecture"] = found.name
    facts["metadata"] = found.settings
    trees = count_of(found.values.get("iterations"))
    if trees is not None:
        facts["tree_count"] = trees
    if found.length:
        facts["declared_bytes"] = found.length
    if found.model.startswith(b"CBM1"):
        facts["inner_format"] = "CBM1"
    kind = Kind.CHECKPOINT if found.length else Kind.CONFIG
    return opened_finding("catboost_pickle", kind, opened, facts)


FORMAT = Format(
    id="catboost_pickle",
    title="CatBoost model in a pickle",
    kind=Kind.CHECKPOINT,
    reference="https://catboost.ai/docs/en/concepts/python-usages-examples",
    examine=examine,
    suffixes=(".pkl", ".joblib"),
    refines="pickle",
    inside=frozenset({"catboost"}),
    limits=Limits(total=256 * MIB, seconds=60.0),  # a pickle of 5,000,000 opcodes takes seconds
)
