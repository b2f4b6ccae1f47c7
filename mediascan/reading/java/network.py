"""A network of Deeplearning4j as its `configuration.json` has it: layers, optimizer, progress."""

from typing import Any

from mediascan.model.facts import Facts
from mediascan.model.limits import LIST_LENGTH


def layers_of(config: dict[str, Any]) -> list[dict[str, Any]]:
    """The layers of a chain (`confs`) or of a graph (`vertices`)."""
    chain = config.get("confs")
    graph = config.get("vertices")
    found = [
        one["layer"]
        for one in (chain if isinstance(chain, list) else ())
        if isinstance(one, dict) and isinstance(one.get("layer"), dict)
    ]
    for one in graph.values() if isinstance(graph, dict) else ():
        match one:
            case {"layerConf": {"layer": dict(layer)}} | {
                "LayerVertex": {"layerConf": {"layer": dict(layer)}}
            }:
                found.append(layer)
    return found


def architecture_of(config: dict[str, Any]) -> str:
    """The class of the network."""
    return "MultiLayerNetwork" if "confs" in config else "ComputationGraph"


def add_layers(facts: Facts, layers: list[dict[str, Any]]) -> None:
    """Classes of the layers; the optimizer stands in each of them."""
    classes: dict[str, int] = {}
    for layer in layers:
        name = _class(layer)
        classes[name] = classes.get(name, 0) + 1
        inner = layer if "@class" in layer else next(iter(layer.values()), None)
        updater = inner.get("iUpdater", inner.get("iupdater")) if isinstance(inner, dict) else None
        if isinstance(updater, dict):
            facts["optimizer"] = f"{_class(updater)}, by its configuration"
            rate = updater.get("learningRate")
            if isinstance(rate, float):
                facts["learning_rate"] = f"{rate:.6g}"
    facts["layer_count"] = len(layers)
    facts["operators"] = dict(list(classes.items())[:LIST_LENGTH])


def _class(one: dict[str, Any]) -> str:
    """Newer files name a class; older ones wrap the object in its name."""
    name = one.get("@class")
    if isinstance(name, str):
        return name.rsplit(".", 1)[-1]
    return str(next(iter(one), ""))


def add_progress(facts: Facts, config: dict[str, Any]) -> None:
    """How far it was trained."""
    if type(step := config.get("iterationCount")) is int:
        facts["training_step"] = step
    if type(epoch := config.get("epochCount")) is int:
        facts["epoch"] = epoch
