"""CycloneDX 1.7 ML-BOM: one component of type machine-learning-model for each file of weights.

Layout: <https://cyclonedx.org/schema/bom-1.7.schema.json>. What has no field of its own there is a
property `mediascan:...`; texts from the exhibit are shown as everywhere (`model.display.show`).
"""

from collections.abc import Iterator
from typing import Any, BinaryIO

import orjson

from mediascan.model.display import show
from mediascan.model.limits import EXACT_INTEGER
from mediascan.report.exports.base import UNVERIFIED, Export, LeftOut, Record, write_array
from mediascan.report.exports.models import Model, certainty, models, titles

_SCHEMA = "http://cyclonedx.org/schema/bom-1.7.schema.json"
_ALGORITHMS = {"md5": "MD5", "sha1": "SHA-1", "sha256": "SHA-256", "blake3": "BLAKE3"}
_EXHIBIT = "exhibit"


def write(record: Record, out: BinaryIO) -> LeftOut:
    """Write the bill of materials, component by component."""
    head = {
        "$schema": _SCHEMA,
        "bomFormat": "CycloneDX",
        "specVersion": "1.7",
        "serialNumber": record.uuid.urn,
        "version": 1,
        "metadata": _metadata(record),
    }
    known = titles(record)
    out.write(orjson.dumps(head)[:-1] + b',"components":')
    write_array(out, (_component(model, known) for model in models(record)))
    out.write(b"}\n")
    return LeftOut()


def _metadata(record: Record) -> dict[str, Any]:
    predicate = record.predicate
    case, tool = predicate["case"], predicate["tool"]
    facts = {
        "case": case["case"],
        "operator": case["operator"],
        "verdict": predicate["verdict"]["outcome"],
        "statement-sha256": record.sha256,
        "manifest-root": predicate["manifest"]["merkle"]["root"],
        "complete": _text(predicate["coverage"]["complete"]),
        **({} if record.verified else {"warning": UNVERIFIED}),
    }
    exhibit = case["exhibit"]
    return {
        "timestamp": predicate["times"]["finished"],
        "tools": {
            "components": [
                {"type": "application", "name": tool["name"], "version": tool["version"]}
            ]
        },
        "component": {
            "type": "device",
            "bom-ref": _EXHIBIT,
            "name": f"exhibit {show(exhibit)}" if exhibit else "exhibit",
            "properties": [_property(key, value) for key, value in facts.items() if value],
        },
    }


def _component(model: Model, known: dict[str, str]) -> dict[str, Any]:
    row, finding = model.row, model.finding
    hashes = [{"alg": name, "content": row[key]} for key, name in _ALGORITHMS.items() if key in row]
    about = {
        "format": finding["format"],
        "confidence": finding["confidence"],
        "size": row["size"],
        "row": str(model.number),
    }
    title = known.get(finding["format"], show(finding["format"]))
    return {
        "type": "machine-learning-model",
        "bom-ref": f"row-{model.number}-{model.nth}",
        "name": show(model.path),
        "description": f"{title}. {certainty(finding)}.",
        **({"hashes": hashes} if hashes else {}),
        "modelCard": _card(finding["facts"]),
        "evidence": {"occurrences": list(_occurrences(model))},
        "properties": [_property(key, value) for key, value in about.items()],
    }


def _card(facts: dict[str, Any]) -> dict[str, Any]:
    parameters: dict[str, Any] = {}
    for key, name in (("architectureFamily", "family"), ("modelArchitecture", "architecture")):
        if name in facts:
            parameters[key] = show(facts[name])
    for key in ("inputs", "outputs"):
        if key in facts:
            parameters[key] = [{"format": _text(one)} for one in facts[key]]
    return {
        **({"modelParameters": parameters} if parameters else {}),
        "properties": [_property(key, _text(value)) for key, value in facts.items()],
    }


def _occurrences(model: Model) -> Iterator[dict[str, Any]]:
    """The bytes that the finding was read from, each with its offset."""
    for piece in model.finding["evidence"]:
        offset = int(piece["offset"])
        words = f"{show(piece['meaning'])}: {show(piece['hex'])}"
        place = {"offset": offset} if offset <= EXACT_INTEGER else {}
        yield {"location": show(model.path), **place, "additionalContext": words}


def _property(name: str, value: str) -> dict[str, str]:
    return {"name": f"mediascan:{show(name)}", "value": show(value)}


def _text(value: Any) -> str:
    """A fact as text: words as they are, anything else as JSON."""
    return value if isinstance(value, str) else orjson.dumps(value).decode("utf-8")


EXPORT = Export("cyclonedx", "CycloneDX 1.7 ML-BOM of the models", write)
