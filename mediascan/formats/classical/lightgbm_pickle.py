"""LightGBM model in a pickle: a Booster, or an estimator around one, with the model as its text.

The text begins with lines of key and value: version, number of classes, names of features.
"""

from mediascan.formats.base import Format
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.pickles.boosters import Booster, booster_of
from mediascan.reading.torch.plain_pickles import open_pickles, opened_facts, opened_finding
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    opened = open_pickles(window)
    found = opened and booster_of(opened.walks, "lightgbm", window.check_time)
    if opened is None or not found:
        return None
    facts = opened_facts(opened, numbers=False)
    facts["framework"] = "LightGBM"
    facts["architecture"] = found.name
    facts["metadata"] = found.settings
    _say_text(found, facts)
    kind = Kind.CHECKPOINT if found.length else Kind.CONFIG
    return opened_finding("lightgbm_pickle", kind, opened, facts)


def _say_text(found: Booster, facts: Facts) -> None:
    """What the first lines of the model say; the last one may be cut."""
    lines = found.model.decode("utf-8", "replace").split("\n")[:-1]
    table = dict(line.partition("=")[::2] for line in lines if "=" in line)
    if "version" in table:
        facts["version"] = table["version"]
    if "feature_names" in table:
        names = table["feature_names"].split()
        facts["feature_count"] = len(names)
        facts["columns"] = names[:LIST_LENGTH]
    if "tree_sizes" in table:
        facts["tree_count"] = len(table["tree_sizes"].split())
    classes = table.get("num_class", "")
    if classes.isdecimal() and len(classes) < 10:
        facts["class_count"] = (
            max(2, int(classes)) if "binary" in table.get("objective", "") else int(classes)
        )
    if "objective" in table:
        facts["metadata"] = {"objective": table["objective"], **found.settings}
    if found.length:
        facts["declared_bytes"] = found.length


FORMAT = Format(
    id="lightgbm_pickle",
    title="LightGBM model in a pickle",
    kind=Kind.CHECKPOINT,
    reference="https://lightgbm.readthedocs.io/en/latest/Python-API.html",
    examine=examine,
    suffixes=(".pkl", ".joblib"),
    refines="pickle",
    inside=frozenset({"lightgbm"}),
    limits=Limits(total=256 * MIB, seconds=60.0),  # a pickle of 5,000,000 opcodes takes seconds
)
