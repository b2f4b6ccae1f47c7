"""A model of LIBSVM or LIBLINEAR: lines of key and values, then "SV" or "w", then the numbers."""

import re

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind
from mediascan.model.limits import LIST_LENGTH, MIB
from mediascan.reading.window import Window

_SVM = {"c_svc", "nu_svc", "one_class", "epsilon_svr", "nu_svr"}
_KERNELS = {"linear", "polynomial", "rbf", "sigmoid", "precomputed"}
_SOLVER = re.compile(r"(?:L[12]R_\w+|MCSVM_CS|ONECLASS_SVM)", re.ASCII)
_WHOLE = 8 * MIB


def examine(window: Window) -> Finding | None:
    head = window.upto(0, 1 << 16)
    lines = head.split(b"\n")[:64]
    pairs: dict[str, str] = {}
    at = 0
    mark = ""
    for line in lines:
        at += len(line) + 1
        key, _, value = line.decode("latin-1").strip().partition(" ")
        if key in {"SV", "w"} and not value:
            mark = key
            break
        pairs[key] = value
    facts = _facts(pairs)
    if facts is None:
        return None
    faults: list[Fault] = []
    sure = Confidence.PARSED
    count = _number(pairs, "total_sv" if mark == "SV" else "nr_feature")
    if not mark:
        faults.append(Fault(FaultKind.TRUNCATED, "the numbers are missing"))
    elif count is not None and window.size <= _WHOLE:
        here = window.read(at, window.size - at).count(b"\n")
        count += mark == "w" and pairs.get("bias", "-1").strip()[:1] != "-"
        if here < count:
            faults.append(Fault(FaultKind.TRUNCATED, f"{here} lines of {count}"))
        elif here > count:
            faults.append(Fault(FaultKind.MALFORMED, f"{here} lines of {count}"))
        else:
            sure = Confidence.CONSISTENT
    evidence = (window.evidence(0, 64, "first lines"),)
    return Finding("libsvm", Kind.CHECKPOINT, sure, facts, evidence, tuple(faults))


def _facts(pairs: dict[str, str]) -> Facts | None:
    """What the lines before the numbers tell; None where they are not those of a model."""
    facts = Facts()
    if pairs.get("svm_type") in _SVM and pairs.get("kernel_type") in _KERNELS:
        facts["framework"] = "LIBSVM"
        facts["architecture"] = f"{pairs['svm_type']}, {pairs['kernel_type']} kernel"
    elif _SOLVER.fullmatch(pairs.get("solver_type", "")) and "nr_feature" in pairs:
        facts["framework"] = "LIBLINEAR"
        facts["architecture"] = pairs["solver_type"]
    else:
        return None
    if (count := _number(pairs, "nr_class")) is not None:
        facts["class_count"] = count
    if (count := _number(pairs, "nr_feature")) is not None:
        facts["feature_count"] = count
    some = list(pairs.items())[:LIST_LENGTH]
    facts["metadata"] = {key: value[:512] for key, value in some if key != "svm_type"}
    return facts


def _number(pairs: dict[str, str], key: str) -> int | None:
    text = pairs.get(key, "").strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None


FORMAT = Format(
    id="libsvm",
    title="LIBSVM or LIBLINEAR model",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/cjlin1/libsvm/blob/master/svm.cpp",
    examine=examine,
    signatures=(Signature(b"svm_type "), Signature(b"solver_type ")),
    suffixes=(".model",),
)
