"""A program of PaddlePaddle 3 as JSON: {"base_code": {"magic": "pir", ...}, "program": {...}}.

A program has regions, a region blocks, a block operators: {"#": "1.matmul", "A": attributes,
"I": inputs, "O": outputs}. "p" is a parameter, with its name last in "A" and its type
["0.t_f32", dims, layout, ...] in "O". The number before the dot is a dialect's.

Source: https://github.com/PaddlePaddle/Paddle/tree/develop/paddle/fluid/pir/serialize_deserialize
"""

from collections.abc import Iterator
from typing import Any

from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.architecture.tally import TensorTally
from mediascan.reading.paddle.optimizers import is_state
from mediascan.reading.traces import Traces

_TYPES = {"f16": "float16", "bf16": "bfloat16", "f32": "float32", "f64": "float64"}
_DEEPEST = 16  # regions in operators in regions


class Program:
    """What the operators of a program tell."""

    def __init__(self) -> None:
        self.node_count = 0
        self.operators: dict[str, int] = {}
        self.inputs: list[str] = []
        self.outputs: list[str] = []
        self.tally = TensorTally(is_state)
        self.traces = Traces()
        self.odd = 0  # operators that lack what each has

    def read(self, program: object) -> None:
        """Take all operators of `program`."""
        for one in _operators(program, _DEEPEST):
            kind = one.get("#")
            if not isinstance(kind, str):
                self.odd += 1
            elif kind == "p":
                self._parameter(one)
            else:
                self._operator(kind.split(".", 1)[-1], one)

    def _parameter(self, one: dict[str, Any]) -> None:
        match one:
            case {"A": [*_, str(name)], "O": {"TT": {"D": [{"#": str(kind)}, list(shape), *_]}}}:
                kind = kind.rsplit("t_", 1)[-1]
                sizes = [size for size in shape if type(size) is int and size >= 0]
                self.tally.add(name, _TYPES.get(kind, kind), sizes)
            case _:
                self.odd += 1

    def _operator(self, kind: str, one: dict[str, Any]) -> None:
        self.node_count += 1
        texts = dict(_texts(one.get("A")))
        for key, text in texts.items():
            if key != "struct_name":  # the place in the network: "/Linear/"
                self.traces.add(text, key)
        if kind == "data" and len(self.inputs) < LIST_LENGTH:
            self.inputs.append(texts.get("name", ""))
        elif kind == "fetch" and len(self.outputs) < LIST_LENGTH:
            self.outputs.append(texts.get("name", ""))
        elif kind in self.operators or len(self.operators) < LIST_LENGTH * 4:
            self.operators[kind] = self.operators.get(kind, 0) + 1


def _operators(holder: object, depth: int) -> Iterator[dict[str, Any]]:
    """The operators of all regions of `holder`, and those inside of them."""
    for region in _objects(holder, "regions"):
        for block in _objects(region, "blocks"):
            for one in _objects(block, "ops"):
                yield one
                if depth and "regions" in one:
                    yield from _operators(one, depth - 1)


def _objects(holder: object, key: str) -> Iterator[dict[str, Any]]:
    found = holder.get(key) if isinstance(holder, dict) else None
    if isinstance(found, list):
        yield from (one for one in found if isinstance(one, dict))


def _texts(attributes: object) -> Iterator[tuple[str, str]]:
    for one in attributes if isinstance(attributes, list) else ():
        match one:
            case {"N": str(name), "AT": {"D": str(text)}}:
                yield name, text
            case _:
                pass
