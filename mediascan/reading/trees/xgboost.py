"""What a model of XGBoost says of itself, as JSON or UBJSON: {"learner": {...}, "version": [...]}.

Source: https://xgboost.readthedocs.io/en/stable/tutorials/saving_model.html (JSON schema)
"""

from typing import Any

from mediascan.model.errors import Malformed
from mediascan.model.facts import Facts
from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.encodings.ubjson import Numbers
from mediascan.reading.traces import Traces


def say_xgboost(facts: Facts, model: Any) -> None:
    """Tell in `facts` what `model` is. Raises `Malformed` where it is no model of XGBoost."""
    match model:
        case {"learner": {"gradient_booster": dict(booster)} as learner}:
            pass
        case _:
            raise Malformed("no learner with a gradient booster")
    facts["framework"] = "XGBoost"
    version = model.get("version")
    if isinstance(version, list) and all(type(part) is int for part in version):
        facts["version"] = ".".join(str(part) for part in version[:4])
    _say_learner(facts, learner)
    if isinstance(name := booster.get("name"), str):
        facts["architecture"] = name
    if name == "dart" and isinstance(inner := booster.get("gbtree"), dict):
        booster = inner
    _say_booster(facts, booster.get("model"))


def _say_learner(facts: Facts, learner: dict[str, Any]) -> None:
    match learner.get("objective"):
        case {"name": str(objective)}:
            facts["objective"] = objective
    parameters = learner.get("learner_model_param")
    if (count := whole(parameters, "num_class")) is not None and count:
        facts["class_count"] = count
    if (count := whole(parameters, "num_feature")) is not None:
        facts["feature_count"] = count
    names = learner.get("feature_names")
    if isinstance(names, list) and names:
        facts["columns"] = [name for name in names[:LIST_LENGTH] if isinstance(name, str)]
    attributes = learner.get("attributes")
    if isinstance(attributes, dict) and attributes:
        some = list(attributes.items())[:LIST_LENGTH]
        facts["metadata"] = {str(key): str(value)[:512] for key, value in some}
        traces = Traces()
        for key, value in some:
            traces.add(str(value), str(key))
        traces.say(facts)


def _say_booster(facts: Facts, model: object) -> None:
    if not isinstance(model, dict):
        return
    count = whole(model.get("gbtree_model_param"), "num_trees")
    trees = model.get("trees")
    if count is not None:
        facts["tree_count"] = count
    if isinstance(trees, list) and len(trees) == count:
        nodes = [
            whole(tree.get("tree_param"), "num_nodes") for tree in trees if isinstance(tree, dict)
        ]
        facts["node_count"] = sum(node or 0 for node in nodes)
    weights = model.get("weights")
    if isinstance(weights, list) and weights:
        facts["parameter_count"] = len(weights)
    elif isinstance(weights, Numbers):
        facts["parameter_count"] = weights.count


def whole(holder: object, key: str) -> int | None:
    """A number that XGBoost keeps as text."""
    text = holder.get(key) if isinstance(holder, dict) else None
    if isinstance(text, str) and text.isascii() and text.isdecimal() and len(text) < 16:
        return int(text)
    return None
