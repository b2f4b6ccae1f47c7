"""GGUF: model weights of llama.cpp. "GGUF", version, key-value pairs, tensor infos, the data.

A vocabulary makes the header some megabytes long; it is walked over and only counted. Each tensor
is padded to `general.alignment`, so the size of a whole file is known to the byte. Checkpoints of
llama.cpp's own training also hold the state of the optimizer, under `optimizer.*`.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, LimitExceeded, Malformed, Truncated
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Evidence, Fault, FaultKind, Finding, Kind, Link
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.gguf.header import MAGIC, NEWEST, Header, padded
from mediascan.reading.gguf.model import add_model, config_parameters, number_of, text_of
from mediascan.reading.gguf.values import Value
from mediascan.reading.window import Window

_LATER = 16  # versions up to this are taken for later ones, above for chance
_KINDS = {"imatrix": Kind.CONFIG}  # sums over calibration data, which quantization is led by
_SHOWN_KEYS = (  # what the evidence is copied from, where it stands
    "general.architecture",
    "general.name",
    "general.file_type",
    "training.iteration_count",
    "split.no",
)


def examine(window: Window) -> Finding | None:
    header = _prologue(window)
    if header is None:
        return None
    stopped = _walk(header, window)
    facts = _facts(header)
    faults = [Fault(FaultKind.MALFORMED, one) for one in header.wrong]
    if stopped:
        faults.append(stopped)
        confidence = Confidence.MAGIC
    else:
        faults += _layout_faults(header, window.size, facts)
        sure = not faults and not header.unsized
        confidence = Confidence.CONSISTENT if sure else Confidence.PARSED
    evidence = tuple(_evidence(header, window))
    links = tuple(_links(header, facts))
    kind = _KINDS.get(text_of(header.values, "general.type"), Kind.CHECKPOINT)
    return Finding("gguf", kind, confidence, facts, evidence, tuple(faults), links)


def _prologue(window: Window) -> Header | None:
    """An empty header in the byte order of the version; None where there is no version."""
    if window.size < 8 or not window.has(MAGIC, 0):
        return None
    for order in "<>":
        version = window.cursor(4, order).number("I")
        if 1 <= version <= NEWEST:
            return Header(version, order)
        if version <= _LATER and version:
            raise Malformed(f"version {version} is not known; the newest known is {NEWEST}")
    return None


def _walk(header: Header, window: Window) -> Fault | None:
    """What stopped the reading; what was read before is in `header`."""
    try:
        header.read(window)
    except Truncated as short:
        return Fault(FaultKind.TRUNCATED, f"the header is cut short: {short}")
    except LimitExceeded as limit:
        return Fault(FaultKind.LIMIT, f"the header was not read to its end: {limit}")
    except InputFault as bad:
        return Fault(FaultKind.MALFORMED, f"damaged header: {bad}")
    return None


def _facts(header: Header) -> Facts:
    order = ", big endian" if header.order == ">" else ""
    facts = header.fingerprint.facts()
    facts["version"] = f"{header.version}{order}"
    if header.tensors:
        facts["tensors"] = header.tensors
    if header.tensor_count >= 0:
        facts["tensor_count"] = header.tensor_count
    if header.complete:  # sums over a part of the tensors would be taken for the whole
        facts["parameter_count"] = sum(header.parameters.values())
        facts["dtypes"] = header.parameters
    add_model(facts, header.values)
    if "architecture" in facts and "lora_rank" in facts:
        facts["family"] = f"LoRA adapter of {facts['architecture']}"
    if "architecture" in facts and facts.get("family", "").startswith("unknown"):
        del facts["family"], facts["family_evidence"]  # the file says more
    _add_shard(facts, header.values)
    counted = config_parameters(header.values, facts, tied=not header.has_output)
    if header.complete and counted is not None and not facts.get("shard_count"):
        facts["config_parameter_count"] = counted
    if alpha := header.values.get("adapter.lora.alpha"):
        facts["comment"] = f"adapter with alpha {alpha.text}"
    _add_training(facts, header)
    if header.values:
        facts["metadata"] = _metadata(header.values)
    return facts


def _add_training(facts: Facts, header: Header) -> None:
    if header.complete or header.optimizer_names:
        facts["optimizer_state"] = bool(header.optimizer_names)
    if header.optimizer_names:
        facts["optimizer_evidence"] = header.optimizer_names
    if header.complete and header.optimizer_values:
        facts["optimizer_value_count"] = header.optimizer_values
    if (number := number_of(header.values, "training.iteration_count")) is not None:
        facts["training_step"] = number
    if (number := number_of(header.values, "training.epoch_count")) is not None:
        facts["epoch"] = number


def _add_shard(facts: Facts, values: dict[str, Value]) -> None:
    index = number_of(values, "split.no")
    count = number_of(values, "split.count")
    if index is not None and count:
        facts["shard_index"] = index
        facts["shard_count"] = count


def _links(header: Header, facts: Facts) -> list[Link]:
    """The shards of a model have nothing in common but how many tensors all of them hold."""
    if facts.get("shard_count", 0) < 2:
        return []
    total = number_of(header.values, "split.tensors.count")
    key = f"{facts['shard_count']} shards" + (f", {total} tensors" if total is not None else "")
    return [Link("shard", key, facts["shard_index"], facts["shard_count"], from_name=False)]


def _metadata(values: dict[str, Value]) -> dict[str, str]:
    """A sample of the pairs; those of the tokenizer stand last, for they tell the least."""
    keys = sorted(values, key=lambda key: key.startswith("tokenizer."))
    return {key: values[key].text for key in keys[:LIST_LENGTH]}


def _layout_faults(header: Header, size: int, facts: Facts) -> list[Fault]:
    """Where the tensors do not tile the data, or the data does not fill the file."""
    end = max((offset + max(0, length) for offset, length in header.spans), default=0)
    facts["declared_bytes"] = end
    gap = _gap(header)
    faults = [Fault(FaultKind.MALFORMED, gap)] if gap else []
    if size < header.data_at + end and header.spans:
        facts["missing_bytes"] = header.data_at + end - size
        message = f"{facts['missing_bytes']} bytes of tensor data are missing"
        return [*faults, Fault(FaultKind.TRUNCATED, message)]
    stop = header.data_at + padded(end, header.alignment)
    if size > stop and not header.ends_unsized:
        facts["trailing_bytes"] = size - stop
        message = f"{size - stop} bytes behind the last tensor"
        faults.append(Fault(FaultKind.MALFORMED, message))
    return faults


def _gap(header: Header) -> str:
    """The first place where one tensor does not start where the one before it ends."""
    end = 0
    unsized = False
    for offset, length in sorted(header.spans):
        start = padded(end, header.alignment)
        if offset < start:
            return f"tensors overlap at byte {offset} of the data"
        if offset > start and not unsized:
            return f"no tensor covers {offset - start} bytes at {start} of the data"
        unsized = length < 0
        end = offset + max(0, length)
    return ""


def _evidence(header: Header, window: Window) -> list[Evidence]:
    found = [window.evidence(0, 24 if header.version > 1 else 16, "magic, version and counts")]
    shown = [(key, header.values[key]) for key in _SHOWN_KEYS if key in header.values]
    found += [window.evidence(value.at, value.size, key) for key, value in shown]
    if header.optimizer_at:
        found.append(
            window.evidence(header.optimizer_at, 64, "a name that only optimizer state has")
        )
    if header.tensors:
        found.append(window.evidence(header.tensors_at, 64, "first tensor"))
    return found


FORMAT = Format(
    id="gguf",
    title="GGUF model weights",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/ggml-org/ggml/blob/master/docs/gguf.md",
    examine=examine,
    signatures=(Signature(MAGIC),),
    suffixes=(".gguf",),
    limits=Limits(total=128 * MIB, count=1 << 18, seconds=20.0),
)
