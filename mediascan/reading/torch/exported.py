"""The program of an exported torch model as JSON: operators, weights, and where it was traced.

Keys: torch/_export/serde/schema.py (schema 8; earlier ones name these parts alike).
"""

import re
from collections import Counter
from dataclasses import dataclass, field

from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH
from mediascan.reading.architecture.tally import TensorTally
from mediascan.reading.traces import Traces

SCALARS = {
    **dict(enumerate(("?", "uint8", "int8", "int16", "int32", "int64", "float16", "float32"))),
    **dict(enumerate(("float64", "complex32", "complex64", "complex128", "bool", "bfloat16"), 8)),
    **dict(enumerate(("uint16", "float8_e4m3fn", "float8_e5m2"), 28)),
    **dict(
        enumerate(("float8_e4m3fnuz", "float8_e5m2fnuz", "float8_e8m0fnu", "uint32", "uint64"), 31)
    ),
}
_KINDS = ("parameter", "buffer", "tensor_constant")
_FILE = re.compile(r'File "([^"\n]{1,400})", line')
_NODES = 200_000
_TRACED = 2048  # nodes whose place in the sources is looked at


@dataclass(slots=True)
class Exported:
    """What one program says."""

    operators: Counter[str] = field(default_factory=Counter)
    custom: dict[str, None] = field(default_factory=dict)
    inputs: list[str] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)
    nodes: int = 0
    weights: TensorTally = field(default_factory=TensorTally)
    versions: dict[str, str] = field(default_factory=dict)
    classes: dict[str, None] = field(default_factory=dict)  # of modules
    traces: Traces = field(default_factory=Traces)


def read_program(program: object, found: Exported) -> bool:
    """Add what `program` says to `found`; whether it is such a program at all."""
    whole = _table(program)
    module = _table(whole.get("graph_module"))
    graph = _table(module.get("graph"))
    nodes = graph.get("nodes")
    if not isinstance(nodes, list) or "opset_version" not in whole:
        return False
    for word in ("torch_version", "dialect"):
        text = whole.get(word)
        if isinstance(text, str):
            found.versions[word] = text[:TEXT_LENGTH]
    for name, number in list(_table(whole.get("opset_version")).items())[:LIST_LENGTH]:
        found.versions[f"opset {name[:64]}"] = str(number)[:64]
    for number, node in enumerate(nodes[:_NODES]):
        _node(_table(node), found, traced=number < _TRACED)
    values = _table(graph.get("tensor_values"))
    signature = _table(module.get("signature"))
    for spec in _list(signature.get("input_specs")):
        _input(_table(spec), values, found)
    for spec in _list(signature.get("output_specs")):
        argument = _table(_table(_table(spec).get("user_output")).get("arg"))
        _told(_table(argument.get("as_tensor")).get("name"), values, found.outputs)
    return True


def _node(node: dict[str, object], found: Exported, *, traced: bool) -> None:
    target = node.get("target")
    if not isinstance(target, str):
        return
    found.nodes += 1
    name = target[:TEXT_LENGTH].removeprefix("torch.ops.")
    if name in found.operators or len(found.operators) < 4096:
        found.operators[name] += 1
    own = name.startswith(("aten.", "prim", "higher_order.", "quantized_decomposed.", "_operator."))
    if target.startswith("torch.ops.") and not own and len(found.custom) < LIST_LENGTH:
        found.custom.setdefault(name)
    more = _table(node.get("metadata"))
    stack, modules = more.get("stack_trace"), more.get("nn_module_stack")
    if traced and isinstance(stack, str):
        for file in _FILE.findall(stack[:4096]):
            found.traces.add(file, "stack_trace")
    if traced and isinstance(modules, str) and len(found.classes) < LIST_LENGTH:
        first = modules.split(";", 1)[0].split(",")
        if len(first) == 3:
            found.classes.setdefault(first[2][:TEXT_LENGTH])


def _input(spec: dict[str, object], values: dict[str, object], found: Exported) -> None:
    for kind in _KINDS:
        one = _table(spec.get(kind))
        name = one.get(f"{kind}_name")
        if not isinstance(name, str):
            continue
        dtype, shape = _shape(values.get(str(_table(one.get("arg")).get("name"))))
        found.weights.add(name, dtype, shape)
        return
    argument = _table(_table(spec.get("user_input")).get("arg"))
    _told(_table(argument.get("as_tensor")).get("name"), values, found.inputs)


def _told(name: object, values: dict[str, object], told: list[str]) -> None:
    if isinstance(name, str) and len(told) < LIST_LENGTH:
        dtype, shape = _shape(values.get(name))
        told.append(f"{name[:TEXT_LENGTH]}: {dtype} {list(shape)}")


def _shape(value: object) -> tuple[str, tuple[int, ...]]:
    table = _table(value)
    sizes = [_table(one).get("as_int") for one in _list(table.get("sizes"))[:64]]
    shape = tuple(n if isinstance(n, int) and 0 <= n < 1 << 63 else 0 for n in sizes)
    dtype = table.get("dtype")
    return SCALARS.get(dtype, "?") if isinstance(dtype, int) else "?", shape


def _table(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
