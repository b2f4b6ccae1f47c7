"""The coders of 7z (DOC/Methods.txt of the LZMA SDK), one behind another: decoders, filters."""

import lzma
from collections.abc import Callable
from typing import Any

from mediascan.model.errors import Encrypted, LimitExceeded, Malformed
from mediascan.reading.archives.seven_zip import CODERS
from mediascan.reading.archives.seven_zip_streams import Folder
from mediascan.reading.unpacking.base import Held
from mediascan.reading.unpacking.forward import Read
from mediascan.reading.unpacking.lz4 import lz4_maker
from mediascan.reading.unpacking.machines import (
    Deflate,
    Machine,
    bzip2,
    lzma1_filter,
    raw_lzma,
    unpacked,
    zstd,
)
from mediascan.reading.unpacking.zip_methods import Sized, deflate64_maker

_COPY, _LZMA, _LZMA2, _DELTA = b"\0", b"\3\1\1", b"\x21", b"\3"
_BZIP2, _DEFLATE, _DEFLATE64 = b"\4\2\2", b"\4\1\x08", b"\4\1\x09"
_ZSTD, _LZ4 = b"\4\xf7\x11\1", b"\4\xf7\x11\4"
_FILTERS = {  # of machine code
    b"\3\3\1\3": lzma.FILTER_X86,
    b"\4": lzma.FILTER_X86,
    b"\3\3\2\5": lzma.FILTER_POWERPC,
    b"\5": lzma.FILTER_POWERPC,
    b"\3\3\4\1": lzma.FILTER_IA64,
    b"\6": lzma.FILTER_IA64,
    b"\3\3\5\1": lzma.FILTER_ARM,
    b"\7": lzma.FILTER_ARM,
    b"\3\3\7\1": lzma.FILTER_ARMTHUMB,
    b"\x08": lzma.FILTER_ARMTHUMB,
    b"\3\3\x08\5": lzma.FILTER_SPARC,
    b"\x09": lzma.FILTER_SPARC,
}
_SMALLEST = 4096  # bytes of a dictionary


def decoded(held: Held, folder: Folder, source: Read) -> Read:
    """What `source` comes to behind the coders of `folder`. Raises `InputFault`."""
    chain, read = _chain(folder), source
    for number in reversed(chain):  # from the packed bytes on
        method, properties = folder.coders[number]
        size = folder.sizes[number]
        if method in (_LZMA, _LZMA2):
            filters = _leading(folder, chain, number)
            maker = raw_lzma([*filters, _dictionary(method, properties, size)], held.memory)
            last = chain[0] if filters else number
            read = unpacked(read, _sized(maker, folder.sizes[last]), held.allowance)
            if filters:
                return read
        elif method == _ZSTD:
            read = zstd(read, held.allowance, held.memory)
        elif method != _COPY:
            read = unpacked(read, _maker(method), held.allowance)
    return read


def _chain(folder: Folder) -> list[int]:
    """The coders from the last to the one that takes the packed bytes. Raises `Malformed`."""
    last = next((at for at in range(len(folder.coders)) if at not in folder.bound), -1)
    chain = [last]
    while chain[-1] in folder.feeds and len(chain) <= len(folder.coders):
        chain.append(folder.feeds[chain[-1]])
    whole = len(chain) == len(folder.coders) == folder.outputs == len(folder.sizes)
    if not whole or min(chain) < 0 or max(chain) >= len(folder.coders):
        raise Malformed("coders of 7z that do not follow one another")
    return chain


def _leading(folder: Folder, chain: list[int], number: int) -> list[dict[str, Any]]:
    """The filters that stand behind the decoder `number`, the last one first."""
    before = chain[: chain.index(number)]
    methods = [folder.coders[one] for one in before]
    others = [one for one, _ in methods if one not in _FILTERS and one != _DELTA]
    if others:
        raise LimitExceeded(f"not decompressed: {CODERS.get(others[0], others[0].hex())}")
    return [_filter(method, properties) for method, properties in methods]


def _filter(method: bytes, properties: bytes) -> dict[str, Any]:
    if method == _DELTA:
        return {"id": lzma.FILTER_DELTA, "dist": (properties[0] if properties else 0) + 1}
    return {"id": _FILTERS[method]}


def _dictionary(method: bytes, properties: bytes, size: int) -> dict[str, Any]:
    """The decoder, with no larger a dictionary than what comes out can make use of."""
    if method == _LZMA:
        found = lzma1_filter(properties)
    else:
        bits = properties[0] if properties else 41
        if bits > 40:
            raise Malformed("properties of LZMA2 that cannot be")
        most = (1 << 32) - 1 if bits == 40 else (2 | bits & 1) << (bits // 2 + 11)
        found = {"id": lzma.FILTER_LZMA2, "dict_size": most}
    return found | {"dict_size": max(_SMALLEST, min(found["dict_size"], size))}


def _sized(maker: Callable[[], Machine], size: int) -> Callable[[], Machine]:
    return lambda: Sized(maker(), size)


def _maker(method: bytes) -> Callable[[], Machine]:
    if method == _BZIP2:
        return bzip2
    if method == _DEFLATE:
        return lambda: Deflate(-15)
    if method not in CODERS:
        raise LimitExceeded(f"not decompressed: method {method.hex()}")
    if CODERS[method].startswith("AES"):
        raise Encrypted("encrypted: not read without a key")
    make: Callable[[], Machine] | None = None
    if method in (_DEFLATE64, _LZ4):
        make = deflate64_maker() if method == _DEFLATE64 else lz4_maker()
    if make is None:
        raise LimitExceeded(f"not decompressed: {CODERS[method]}")
    return make
