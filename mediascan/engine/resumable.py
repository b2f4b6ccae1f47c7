"""Digests whose inner state can be written down, so that a killed run goes on inside a large file.

hashlib and blake3 keep their state to themselves. The libraries in C do not: libcrypto, on which
hashlib stands, has it in structs that the caller owns (openssl/sha.h, openssl/md5.h; deprecated
since 3.0, and still there), and so has the C implementation of BLAKE3 (c/blake3.h), which comes as
libblake3 (Debian 13) and, under names of its own, inside each libLLVM from 15 on (Debian 12 with a
desktop). Neither struct has pointers in it. A library counts only after a trial: half a text, its
state in another struct, the other half, and the digest that hashlib or blake3 gives.
"""

import _hashlib
import ctypes
import hashlib
import platform
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from blake3 import blake3

_ROOM = 4096  # bytes for a struct: blake3_hasher takes 1,912, SHA256_CTX 112
_TRIAL = bytes(range(251)) * 700  # longer than a block, a chunk and a power of two of them
_OPENSSL = {  # name -> prefix of the functions, bytes of the digest
    "sha256": ("SHA256", 32),
    "sha1": ("SHA1", 20),
    "md5": ("MD5", 16),
}
_BLAKE3 = (  # library, prefix of the functions; the first that is there and passes the trial
    ("libblake3.so.0", "blake3"),
    *((f"libLLVM-{version}.so.1", "llvm_blake3") for version in (15, 16, 17)),
    *((f"libLLVM.so.{version}.1", "llvm_blake3") for version in (18, 19, 20, 21, 22)),
)
_PEERS: dict[str, Callable[[bytes], Any]] = {
    "blake3": blake3,
    "sha256": hashlib.sha256,
    "sha1": lambda data: hashlib.sha1(data, usedforsecurity=False),
    "md5": lambda data: hashlib.md5(data, usedforsecurity=False),
}


@dataclass(frozen=True, slots=True)
class Maker:
    """One digest in one library."""

    version: str  # of the library and the machine: a state is taken up by its like only
    start: Callable[[Any], object]
    update: Callable[[Any, Any, int], object]
    finish: Callable[[Any, Any], object]  # state, room for the digest
    length: int  # bytes of the digest


class Resumable:
    """A digest in the making. Takes writable buffers only, as `ctypes` does."""

    def __init__(self, maker: Maker) -> None:
        self._maker = maker
        self._state = ctypes.create_string_buffer(_ROOM)
        maker.start(self._state)

    def update(self, data: memoryview | bytearray) -> None:
        size = len(data)
        self._maker.update(self._state, (ctypes.c_char * size).from_buffer(data), size)

    def digest(self) -> bytes:
        """The digest of what was taken so far."""
        copy = ctypes.create_string_buffer(self._state.raw, _ROOM)
        out = ctypes.create_string_buffer(self._maker.length)
        self._maker.finish(copy, out)
        return out.raw

    def state(self) -> bytes:
        """All that a `take_up` needs."""
        return self._maker.version.encode() + b"\0" + self._state.raw

    def take_up(self, state: bytes) -> bool:
        """Go on from `state`; False where it is that of another library."""
        version, _, raw = state.partition(b"\0")
        if version != self._maker.version.encode() or len(raw) != _ROOM:
            return False
        self._state = ctypes.create_string_buffer(raw, _ROOM)
        return True


@cache
def maker_of(name: str) -> Maker | None:
    """How to make the digest `name` with a state that can be saved; None where no library can."""
    candidates = _blake3_makers() if name == "blake3" else _openssl_makers(name)
    return next((one for one in candidates if one and _passes(one, _PEERS[name])), None)


def _openssl_makers(name: str) -> list[Maker | None]:
    prefix, length = _OPENSSL[name]
    try:
        library = ctypes.CDLL(_hashlib.__file__)  # a look-up in it finds libcrypto, which it needs
        start, update, finish = (
            getattr(library, f"{prefix}_{word}") for word in ("Init", "Update", "Final")
        )
        number = library.OpenSSL_version_num
    except (OSError, AttributeError):
        return [None]
    number.restype = ctypes.c_ulong
    update.argtypes = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t)
    version = f"OpenSSL {number():x} {platform.machine()}"
    return [Maker(version, start, update, lambda state, out: finish(out, state), length)]


def _blake3_makers() -> list[Maker | None]:
    return [_blake3_maker(library, prefix) for library, prefix in _BLAKE3]


def _blake3_maker(file: str, prefix: str) -> Maker | None:
    try:
        library = ctypes.CDLL(file)
        start, update, finish = (
            getattr(library, f"{prefix}_hasher_{word}") for word in ("init", "update", "finalize")
        )
        version = getattr(library, f"{prefix}_version")
    except (OSError, AttributeError):
        return None
    version.restype = ctypes.c_char_p
    update.argtypes = finish.argtypes = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t)
    words = f"BLAKE3 {version().decode('ascii', 'replace')} {platform.machine()}"
    return Maker(words, start, update, lambda state, out: finish(state, out, 32), 32)


def _passes(maker: Maker, peer: Callable[[bytes], Any]) -> bool:
    first, second = Resumable(maker), Resumable(maker)
    half = len(_TRIAL) // 2
    first.update(bytearray(_TRIAL[:half]))
    taken = second.take_up(first.state())
    second.update(bytearray(_TRIAL[half:]))
    return taken and second.digest() == peer(_TRIAL).digest()
