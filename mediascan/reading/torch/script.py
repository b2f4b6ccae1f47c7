"""The program text inside TorchScript archives: which operators it calls.

The text is Python as torch/csrc/jit/serialization/python_print.cpp prints it: `torch.add(...)` for
operators of torch, `ops.torchvision.nms(...)` for those of others.
"""

import re
from collections import Counter
from dataclasses import dataclass, field

from mediascan.model.errors import InputFault
from mediascan.model.finding import Fault, fault_of
from mediascan.model.limits import LIST_LENGTH, MIB
from mediascan.reading.torch.archive import TorchArchive
from mediascan.reading.window import Window
from mediascan.reading.zips.directory import unpacked_data

_CALL = re.compile(rb"\b(?:ops\.([A-Za-z_]\w{0,63})\.|torch\.)([A-Za-z_]\w{0,63})\(")
_CLASS = re.compile(rb"^class ([A-Za-z_]\w{0,127})\(", re.MULTILINE)
_OWN = frozenset({"aten", "prim", "quantized", "prims", "_quantized", "quantized_decomposed"})
_FILES = 512  # program texts read
_MOST = 4096  # different operators
_SPELLED = 4


@dataclass(slots=True)
class Script:
    """What the texts call."""

    members: list[str] = field(default_factory=list)
    operators: Counter[str] = field(default_factory=Counter)
    custom: dict[str, None] = field(default_factory=dict)
    classes: dict[str, None] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def script_of(window: Window, archive: TorchArchive) -> Script:
    """Every text of the archive, up to a mebibyte of each."""
    found = Script()
    names = [name for name in archive.records if name.startswith("code/") and name.endswith(".py")]
    found.members = names[:LIST_LENGTH]
    for name in names[:_FILES]:
        try:
            text = unpacked_data(window, archive.records[name]).upto(0, MIB)
        except InputFault as bad:
            if len(found.faults) < _SPELLED:
                found.faults.append(fault_of(bad, f"{name:.80}: "))
            continue
        _read(text, found)
    return found


def _read(text: bytes, found: Script) -> None:
    for space, name in _CALL.findall(text):
        shown = (space + b"::" + name if space else name).decode("ascii", "replace")
        if shown in found.operators or len(found.operators) < _MOST:
            found.operators[shown] += 1
        if (
            space
            and space.decode("ascii", "replace") not in _OWN
            and len(found.custom) < LIST_LENGTH
        ):
            found.custom.setdefault(shown)
    for one in _CLASS.findall(text):
        if len(found.classes) < LIST_LENGTH:
            found.classes.setdefault(one.decode("ascii", "replace"))
