"""A model of fastText (.bin, .ftz): magic, i32 version, arguments, dictionary, two matrices.

The sizes of the matrices follow from words, buckets and labels, and account for the whole file.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, Malformed
from mediascan.model.facts import Facts, TensorSample
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, fault_of
from mediascan.model.limits import MIB, Limits
from mediascan.reading.vectors.fasttext import ARGUMENTS, Dictionary, matrix
from mediascan.reading.window import Cursor, Window

_MAGIC = b"\xba\x16\x4f\x2f"  # 793712314
_DICTIONARY = 8 + 4 * len(ARGUMENTS) + 8
_LOSSES = {1: "hierarchical softmax", 2: "negative sampling", 3: "softmax", 4: "one against all"}
_MODELS = {1: "cbow", 2: "skipgram", 3: "supervised"}


def examine(window: Window) -> Finding | None:
    facts = Facts(framework="fastText")
    faults: list[Fault] = []
    sure = Confidence.MAGIC
    try:
        _arguments(window, facts)
        words = Dictionary(window.cursor(_DICTIONARY))
        sure = Confidence.PARSED
        _matrices(window, words, facts)
    except InputFault as bad:
        if sure is Confidence.MAGIC and not isinstance(bad, Malformed):
            raise
        faults.append(fault_of(bad))
    end = facts.get("declared_bytes", -1)
    if end > window.size:
        facts["missing_bytes"] = end - window.size
        text = f"{end - window.size} bytes of the matrices are missing"
        faults.append(Fault(FaultKind.TRUNCATED, text))
    elif 0 <= end < window.size and not faults:
        facts["trailing_bytes"] = window.size - end
        text = f"{window.size - end} bytes behind the matrices"
        faults.append(Fault(FaultKind.MALFORMED, text))
    elif not faults:
        sure = Confidence.CONSISTENT
    evidence = (window.evidence(0, 64, "magic, version, arguments"),)
    return Finding("fasttext", Kind.CHECKPOINT, sure, facts, evidence, tuple(faults))


def _arguments(window: Window, facts: Facts) -> None:
    cursor = window.cursor(4)
    version = cursor.number("i")
    numbers = {name: cursor.number("i") for name in ARGUMENTS}
    if not 11 <= version <= 12 or not 0 < numbers["dim"] < 1 << 16:
        raise Malformed(f"version {version} with {numbers['dim']} dimensions")
    if numbers["loss"] not in _LOSSES or numbers["model"] not in _MODELS:
        raise Malformed(f"loss {numbers['loss']} of model {numbers['model']}")
    facts["version"] = str(version)
    facts["architecture"] = _MODELS[numbers["model"]]
    facts["objective"] = _LOSSES[numbers["loss"]]
    facts["hidden_size"] = numbers["dim"]
    facts["epoch"] = numbers["epoch"]
    told = ("ws", "minCount", "neg", "wordNgrams", "bucket", "minn", "maxn")
    facts["metadata"] = {name: str(numbers[name]) for name in told}


def _matrices(window: Window, words: Dictionary, facts: Facts) -> None:
    cursor = window.cursor(_DICTIONARY + words.length)
    facts["vocabulary_size"] = words.words
    facts["tokens_seen"] = words.tokens
    if words.labels:
        facts["class_count"] = words.labels
    cursor.at = words.walk(window, cursor.at)
    if words.label_sample:
        facts["columns"] = words.label_sample
    dim = facts["hidden_size"]
    rows = words.words if words.pruned < 0 else 0
    buckets = int(facts["metadata"]["bucket"])
    quantized = bool(_flag(cursor))
    first = matrix(cursor, quantized=quantized)
    if first[1] != dim or (rows and not quantized and first[0] != rows + buckets):
        raise Malformed(f"input matrix of {first[0]} rows and {first[1]} columns")
    facts["tensors"] = [TensorSample(name="input", shape=[first[0], first[1]])]
    facts["declared_bytes"] = first[2]
    facts["tensor_count"] = 2
    facts["parameter_count"] = first[0] * first[1]
    if quantized:
        facts["quantization"] = "product quantizer"
    cursor.at = first[2]
    output_quantized = bool(_flag(cursor)) and quantized
    second = matrix(cursor, quantized=output_quantized)
    facts["tensors"].append(TensorSample(name="output", shape=[second[0], second[1]]))
    facts["declared_bytes"] = second[2]
    facts["parameter_count"] += second[0] * second[1]


def _flag(cursor: Cursor) -> int:
    flag = cursor.number("B")
    if flag > 1:
        raise Malformed(f"a flag of {flag} at byte {cursor.at - 1}")
    return flag


FORMAT = Format(
    id="fasttext",
    title="fastText model",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/facebookresearch/fastText/blob/main/src/fasttext.cc",
    examine=examine,
    signatures=(Signature(_MAGIC),),
    suffixes=(".bin", ".ftz"),
    limits=Limits(total=512 * MIB, seconds=30.0),
)
