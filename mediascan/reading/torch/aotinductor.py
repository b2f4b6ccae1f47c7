"""What AOTInductor keeps beside its machine code: what it is for, and the names of its constants.

The metadata is JSON with keys AOTI_*; the C++ text sets name, dtype and shape of each constant
(torch/_inductor/codegen/cpp_wrapper_cpu.py, `codegen_model_constructor`).
"""

import re

from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.limits import LIST_LENGTH, MIB, TEXT_LENGTH
from mediascan.reading.architecture.tally import TensorTally
from mediascan.reading.encodings.json import parse
from mediascan.reading.torch.members import Archive

FOLDER = "data/aotinductor/"
_TARGET = ("AOTI_DEVICE_KEY", "AOTI_MACHINE", "AOTI_COMPUTE_CAPABILITY", "AOTI_CPU_ISA")
_SET = re.compile(
    rb"constants_info_\[(\d{1,6})\]\.(?:(original_fqn) = \"([^\"\n]{1,512})\""
    rb"|(dtype) = [\w(): <>]*?(?:torch_dtype_)(\w{1,32})|(shape) = \{([\d, ]{0,256})\})"
)
_MOST = 100_000  # constants
_TEXTS = 16  # files of each kind that are read


def say_compiled(archive: Archive, names: list[str], tensors: TensorTally, facts: Facts) -> None:
    """Tell the target in `facts`, and the constants to `tensors`."""
    targets: dict[str, None] = {}
    for name in [one for one in names if one.endswith("_metadata.json")][:_TEXTS]:
        targets.setdefault(_target(archive.text(name, 65_536)))
    shown = [one for one in targets if one]
    if shown:
        facts["target"] = "; ".join(shown)[:TEXT_LENGTH]
    for name in [one for one in names if one.endswith(".cpp")][:_TEXTS]:
        _constants(archive.text(name, 8 * MIB), tensors)


def _target(text: bytes) -> str:
    try:
        told = parse(text, lenient=True) if text else {}
    except InputFault:
        return ""
    values = [told.get(word) for word in _TARGET] if isinstance(told, dict) else []
    return ", ".join(one for one in values if isinstance(one, str) and one)


def _constants(text: bytes, tensors: TensorTally) -> None:
    names: dict[int, str] = {}
    dtypes: dict[int, str] = {}
    shapes: dict[int, list[int]] = {}
    for number, _, name, dtype, kind, _, lengths in _SET.findall(text):
        at = int(number)
        if at >= _MOST:
            continue
        if name:
            names[at] = name.decode("utf-8", "replace")
        elif dtype:
            dtypes[at] = kind.decode("ascii", "replace")
        else:
            parts = lengths.replace(b" ", b"").split(b",")[:LIST_LENGTH]
            shapes[at] = [int(one) for one in parts if one and len(one) < 20]
    for at, shape in shapes.items():
        tensors.add(names.get(at, ""), dtypes.get(at, ""), shape)
