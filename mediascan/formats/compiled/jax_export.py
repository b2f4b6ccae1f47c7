"""Exported JAX program: a function with its types, shardings and StableHLO as MLIR bytecode.

Layout: a FlatBuffer without identifier; the root has a version, a function name, platforms and
"ML" EF "R" in a vector of bytes.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, Finding, Kind, fault_of
from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH
from mediascan.reading.encodings.flatbuffer import Buffer, Table
from mediascan.reading.jax.mesh import Meshes
from mediascan.reading.mlir.bytecode import MAGIC, read_bytecode
from mediascan.reading.mlir.report import say_bytecode
from mediascan.reading.window import Window

# Positions in table Exported of jax/_src/export/serialization.fbs.
_VERSION, _NAME, _IN, _OUT, _DEVICES, _PLATFORMS, _MODULE, _CONVENTION = 0, 1, 3, 5, 6, 9, 13, 14
_MORE_DEVICES, _MESHES = 18, 20
_LAST_VERSION = 64
_TYPES = (
    *("bool", "i8", "i16", "i32", "i64", "ui8", "ui16", "ui32", "ui64"),
    *("f16", "f32", "f64", "c64", "c128", "bf16", "i4", "ui4"),
    *("f8_e4m3b11fnuz", "f8_e4m3fn", "f8_e4m3fnuz", "f8_e5m2", "f8_e5m2fnuz"),
    *("f0", "f8_e4m3", "f8_e3m4", "f8_e8m0fnu", "f4_e2m1fn"),
)


def examine(window: Window) -> Finding | None:
    if MAGIC not in window.upto(0, 1 << 13):
        return None
    root = Buffer(window).root()
    version, name = root.number(_VERSION, "H"), root.text(_NAME, TEXT_LENGTH)
    at, size = root.vector(_MODULE, 1)
    if not 1 <= version <= _LAST_VERSION or not name or not window.has(MAGIC, at):
        return None
    facts = Facts(model_name=name, framework="JAX")
    faults: list[Fault] = []
    module = read_bytecode(window.cut(at, size))
    if module:
        say_bytecode(module, facts)
        faults += [module.fault] if module.fault else []
    facts["framework"] = "JAX"
    facts["version"] = f"{version}, calling convention {root.number(_CONVENTION, 'H')}"
    try:
        _add_signature(root, facts)
    except InputFault as bad:
        faults.append(fault_of(bad))
    return Finding(
        "jax_export",
        Kind.CHECKPOINT,
        Confidence.PARSED,
        facts,
        (window.evidence(at, 32, "StableHLO as MLIR bytecode"),),
        tuple(faults),
    )


def _add_signature(root: Table, facts: Facts) -> None:
    """Types of arguments and results, platforms, devices."""
    facts["inputs"] = [_value(one) for one in _some(root, _IN)]
    facts["outputs"] = [_value(one) for one in _some(root, _OUT)]
    facts["target"] = ", ".join(root.texts(_PLATFORMS, LIST_LENGTH, TEXT_LENGTH))
    devices = root.number(_MORE_DEVICES, "I") or root.number(_DEVICES, "H")
    facts["world_size"] = devices
    meshes = Meshes()
    for mesh in _some(root, _MESHES):
        sizes = mesh.numbers(0, "I", LIST_LENGTH)
        meshes.add(mesh.texts(1, LIST_LENGTH, TEXT_LENGTH), sizes)
    meshes.say(facts)
    facts["world_size"] = devices


def _some(root: Table, slot: int) -> list[Table]:
    return [one for one, _ in zip(root.tables(slot), range(LIST_LENGTH), strict=False)]


def _value(table: Table) -> str:
    """An AbstractValue as "f32[8,4]"; a dimension may be an expression."""
    number = table.number(2, "b")
    dtype = _TYPES[number] if 0 <= number < len(_TYPES) else f"type {number}"
    return f"{dtype}[{','.join(table.texts(1, LIST_LENGTH, TEXT_LENGTH))}]"


FORMAT = Format(
    id="jax_export",
    title="Exported JAX program",
    kind=Kind.CHECKPOINT,
    reference="https://docs.jax.dev/en/latest/export/export.html",
    examine=examine,
    signatures=(Signature(b"\0\0", at=2),),  # a FlatBuffer starts with the place of its root
    suffixes=(".jax_exported",),
    words=(MAGIC,),
    weak=True,
)
