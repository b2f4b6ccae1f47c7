"""Made pickles that scanners for pickles are compared on: one a name, one a trick, some harmless.

Nobody loads them. The command in them is `true`.
"""

import io
import pickle
import signal
import struct
import types
import uuid
import zipfile
from collections import OrderedDict
from pathlib import Path

NAMES = Path(__file__).with_name("scanner_names.txt")
DATA = Path(__file__).parents[4] / "fixtures" / "makers" / "data"
CALL = b"cos\nsystem\n(S'true'\ntR"
QUIET = b"\x80\2" + CALL + b"0}."  # runs, and leaves an empty dictionary
_KNOWN = {  # a member to name where a whole module is listed
    "os": "system", "posix": "system", "nt": "system", "subprocess": "Popen", "builtins": "eval",
    "__builtin__": "eval", "__builtins__": "eval", "socket": "socket", "runpy": "run_path",
}  # fmt: skip


def names() -> list[str]:
    """Each name that one of the scanners lists; `module.*` where it lists the whole module."""
    lines = NAMES.read_text("utf-8").splitlines()
    return [line.split()[0] for line in lines if line and not line.startswith("#")]


def split(path: str) -> tuple[str, str]:
    """Module and member; a member may have dots, as in `code` and `InteractiveInterpreter.runcode`.

    A whole module is split into itself and one member of it.
    """
    module, _, member = path.partition(":")
    return module, _KNOWN.get(module, "anything") if member == "*" else member


def calling(module: str, member: str) -> bytes:
    """A pickle that calls `member` of `module`."""
    names = b"".join(b"\x8c" + bytes([len(raw)]) + raw for raw in map(str.encode, (module, member)))
    return b"\x80\4" + names + b"\x93\x8c\4true\x85R."


def name_cases() -> dict[str, bytes]:
    return {path: calling(*split(path)) for path in names()}


def _text(value: str) -> bytes:
    raw = value.encode()
    return b"X" + struct.pack("<I", len(raw)) + raw


def _tensor(shape: bytes) -> bytes:
    return (
        b"\x80\2ctorch._utils\n_rebuild_tensor_v2\n((X\7\0\0\0storagectorch\nFloatStorage\n"
        b"X\1\0\0\0" + b"0X\3\0\0\0cpuK\4tQK\0" + shape + b"K\1\x85\x89}tR."
    )


def _zipped() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(zipfile.ZipInfo("readme.txt"), "nothing")
    return held.getvalue()


def trick_cases() -> dict[str, bytes]:
    """What section by section hides a call, or wants to hurt who looks."""
    run = (DATA / "pytorch_legacy" / "training_run.pt").read_bytes()
    memo = b"\x80\4\x8c\2os\x94\x8c\6system\x9400h\0h\1\x93\x8c\4true\x85R."
    return {
        "GLOBAL, protocol 0": CALL + b".",
        "GLOBAL, protocol 2": QUIET,
        "GLOBAL without a call": b"\x80\2cos\nsystem\n0}.",
        "STACK_GLOBAL": calling("os", "system"),
        "STACK_GLOBAL, names from the memo": memo,
        "STACK_GLOBAL, one name twice by DUP": b"\x80\4\x8c\2os2\x93.",
        "STACK_GLOBAL, names as bytes": b"\x80\4C\2osC\6system\x93\x8c\4true\x85R.",
        "STACK_GLOBAL, names as protocol 0 texts": b"\x80\4S'os'\nS'system'\n\x93S'true'\n\x85R.",
        "INST": b"(S'true'\nios\nsystem\n.",
        "OBJ": b"(cos\nsystem\nS'true'\no.",
        "NEWOBJ": b"\x80\2cos\nsystem\n" + _text("true") + b"\x85\x81.",
        "NEWOBJ_EX": b"\x80\4cos\nsystem\n" + _text("true") + b"\x85}\x92.",
        "BUILD sets a class": b"\x80\2ccollections\nOrderedDict\n)R}"
        + _text("__class__") + b"cos\n_wrap_close\nsb.",
        "EXT1 from the extension registry": b"\x80\2\x82\1)R.",
        "GET of a memo never filled": b"\x80\4h\5h\6\x93\x8c\4true\x85R.",
        "name with dots": calling("mymodule", "os.system"),
        "name with dots into a function's globals": calling(
            "collections", "OrderedDict.__init__.__globals__"
        ),
        "module that hands builtins on": calling("six.moves.builtins", "eval"),
        "name with a newline": calling("os", "sys\ntem"),
        "name with a letter that looks alike": calling("\u043es", "system"),
        "getattr reaches the name": b"\x80\2cbuiltins\ngetattr\nccollections\nos\n"
        + _text("system") + b"\x86R" + _text("true") + b"\x85R.",
        "python 2 names": b"c__builtin__\neval\n(S'1'\ntR.",
        "PROTO in the middle": b"\x80\2]\x80\2" + CALL + b"0.",
        "PROTO twice": b"\x80\2\x80\4" + CALL + b".",
        "frame longer than the file": b"\x80\4\x95\xff\xff\0\0\0\0\0\0" + CALL + b".",
        "frame that ends inside an opcode": b"\x80\4\x95\5\0\0\0\0\0\0\0" + CALL + b".",
        "no STOP": b"\x80\2" + CALL,
        "byte that is no opcode behind the call": b"\x80\2" + CALL + b"\xff.",
        "text of 4 GiB behind the call": b"\x80\2" + CALL + b"X\xff\xff\xff\xffabc.",
        "number of negative length": b"\x80\2" + CALL + b"\x8b\xff\xff\xff\xff.",
        "STOP on an empty stack": b"\x80\2" + CALL + b"0.",
        "second of two pickles": pickle.dumps({"a": 1}, 2) + QUIET,
        "second of two pickles, without PROTO": pickle.dumps({"a": 1}, 2) + CALL + b".",
        "pickle with a ZIP behind it": QUIET + _zipped(),
        "pickle inside bytes": pickle.dumps({"weights": QUIET}, 4),
        "pickle inside a text of protocol 2": pickle.dumps({"weights": QUIET}, 2),
        "pickle inside torch.storage._load_from_bytes": b"\x80\4"
        b"ctorch.storage\n_load_from_bytes\nC" + bytes([len(QUIET)]) + QUIET + b"\x85R.",
        "magic number of old torch replaced": run[:4] + bytes(10) + run[14:15] + QUIET,
        "old torch, call among the objects": run[: run.index(b".\x80\2}", 30) + 1] + QUIET,
        "import that switches a scanner off": calling("picklescan.scanner", "scan_file_path"),
        "200 DUP": b"\x80\2]" + b"2" * 200 + b"0" * 200 + b".",
        "100,000 MARK": b"\x80\2" + b"(" * 100_001 + b".",
        "memo read 1,000 times, filled 10 times": b"\x80\2" + b"".join(
            b"](" + (b"h" + bytes([n - 1]) if n else b"N") * 100 + b"eq" + bytes([n])
            for n in range(10)
        ) + b"0" * 9 + b".",
        "list inside itself": b"\x80\2]q\0h\0a.",
        "tensor of 10^15 numbers on 4": _tensor(b"\x8a\7\0\0\0\0\0\x40\x0c\x85"),
    }  # fmt: skip


def harmless_cases() -> dict[str, bytes]:
    """What the libraries themselves write: nothing should be said."""
    found = {
        "dictionary": pickle.dumps({"a": [1, 2.5, None, "x"]}, 4),
        "OrderedDict": pickle.dumps(OrderedDict(a=1), 2),
        "set, range, slice and bytes": pickle.dumps([{1}, range(3), slice(1), b"x" * 300], 2),
    }
    found |= {
        "UUID": pickle.dumps(uuid.UUID(int=7), 4),
        "SimpleNamespace": pickle.dumps(types.SimpleNamespace(lr=0.1), 4),
        "signal.SIGTERM": pickle.dumps(signal.SIGTERM, 4),
        "filter of scipy.signal": b"\x80\2cscipy.signal._ltisys\nZerosPolesGain\n)\x81}b.",
        "Paddle's tensor through eval": b"\x80\2cbuiltins\neval\n(" + _text("data") + b"}"
        + _text("data") + b"cnumpy\nndarray\n)RstR.",
        "state_dict of torch without torch.save": (
            DATA / "pytorch_legacy" / "plain.pkl"
        ).read_bytes(),
    }  # fmt: skip
    for name in ("training_run", "shared"):
        path = DATA / "pytorch_legacy" / f"{name}.pt"
        found[f"torch.save, old format: {name}"] = path.read_bytes()
    for path in sorted((DATA / "pickles").glob("*.[pj]*")):
        found[path.name] = path.read_bytes()
    return found
