"""The one door to libmagic: asked last, where our own signatures are silent.

python-magic is the binding; the library and its database come from the wheel pylibmagic. Importing
that wheel changes the process: it replaces `ctypes.CDLL.__init__` and puts itself into
LD_LIBRARY_PATH, which child processes inherit. So the wheel is only located, never imported, and
python-magic is told for one moment where the library is. Without the wheel a library of the
system serves; without either, `available` says why and every answer is empty.
"""

import ctypes.util
import importlib.util
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

HEAD = 64 * 1024  # bytes shown to libmagic: all its signatures but those of discs lie in there
_LIBRARIES = ("libmagic.so.1", "libmagic.1.dylib", "libmagic.dylib", "libmagic.dll")
_MIME = 0x10  # MAGIC_MIME_TYPE; all flags as in file-5.41/src/magic.h
_OFF = (  # parsers in C that say nothing here which our own do not say in a memory-safe language
    0x00_1000  # MAGIC_NO_CHECK_COMPRESS
    | 0x00_2000  # MAGIC_NO_CHECK_TAR
    | 0x01_0000  # MAGIC_NO_CHECK_ELF
    | 0x04_0000  # MAGIC_NO_CHECK_CDF
    | 0x08_0000  # MAGIC_NO_CHECK_CSV
    | 0x40_0000  # MAGIC_NO_CHECK_JSON
)
_NO_SOFT = 0x00_4000  # MAGIC_NO_CHECK_SOFT: only the tests for text, twenty times faster
_UNKNOWN = "application/octet-stream"
_NO_ANSWER = ("", "")
_EXACT = {
    "application/rtf": "document",
    "application/msword": "document",
    "application/epub+zip": "document",
    "application/x-sharedlib": "executable",
    "application/x-executable": "executable",
    "application/x-pie-executable": "executable",
    "application/x-mach-binary": "executable",
    "application/x-coredump": "executable",
    "application/x-archive": "executable",
    "application/x-java-applet": "bytecode",
    "application/wasm": "bytecode",
    "application/zip": "archive",
    "application/java-archive": "archive",
    "application/x-tar": "archive",
    "application/x-rar": "archive",
    "application/x-7z-compressed": "archive",
    "application/x-rpm": "archive",
    "application/x-lz4": "compressed",
    "application/zstd": "compressed",
    "application/x-xz": "compressed",
    "application/x-gdbm": "database",
    "application/x-sqlite3": "database",
    "application/x-iso9660-image": "disk-image",
    "application/x-qemu-disk": "disk-image",
    "application/x-java-keystore": "key",
    "application/pgp-encrypted": "encrypted",
    "application/x-hdf": "arrays",
    "application/x-hdf5": "arrays",
    "application/x-netcdf": "arrays",
    "application/x-java-serialized-object": "objects",
    "application/x-gettext-translation": "system",
    "application/vnd.tcpdump.pcap": "log",
    "application/ogg": "audio",
    "application/vnd.rn-realmedia": "video",
    "application/x-shockwave-flash": "video",
    "application/json": "text",
    "application/javascript": "text",
    "application/xml": "text",
    "application/x-ndjson": "text",
    "image/svg+xml": "text",
    # The signatures below have one or two bytes: libmagic gives these types to one in a hundred
    # heads of random bytes, and a file must not stop being unknown by chance.
    "audio/mpeg": "unknown",
    "audio/x-hx-aac-adts": "unknown",
    "audio/x-mp4a-latm": "unknown",
    "font/x-amiga-font": "unknown",
    "image/jp2": "unknown",
    "image/jxl": "unknown",
    "image/x-award-bioslogo": "unknown",
    "image/x-award-bmp": "unknown",
    "image/x-pcx": "unknown",
    "image/x-tga": "unknown",
    "image/vnd.zbrush.pcx": "unknown",
}
_PREFIXES = (
    ("text/", "text"),
    ("image/", "image"),
    ("audio/", "audio"),
    ("video/", "video"),
    ("font/", "font"),
    ("application/vnd.oasis.opendocument", "document"),
    ("application/vnd.openxmlformats", "document"),
    ("application/vnd.ms-", "document"),
    ("application/x-font", "font"),
    ("application/x-bytecode", "bytecode"),
    ("application/x-terminfo", "system"),
)


class SecondOpinion:
    """libmagic, loaded when it is first asked: its database costs 7 MB and some milliseconds."""

    def __init__(self) -> None:
        self._loaded = False
        self._magic: Any = None
        self._reason: str | None = None

    @property
    def available(self) -> str | None:
        """None when libmagic answers; else the reason why it does not."""
        self._load()
        return self._reason

    def describe(self, head: bytes) -> tuple[str, str]:
        """The MIME type and libmagic's words for the first bytes of a file.

        Both are empty when libmagic is missing or fails on these bytes: that is no error here,
        since it is asked only where nothing is known anyway.
        """
        self._load()
        if self._magic is None or not head:
            return _NO_ANSWER
        head = head[:HEAD]
        words = self._ask(head, _NO_SOFT)
        if "text" in words:  # most that comes here is text in an old character set
            return "text/plain", words
        words = self._ask(head, 0)
        mime = _UNKNOWN if words == "data" else self._ask(head, _MIME)
        return mime, words

    def _load(self) -> None:
        if not self._loaded:
            self._loaded = True
            self._magic, self._reason = _opened()

    def _ask(self, head: bytes, flags: int) -> str:
        module, handle = self._magic
        try:
            module.magic_setflags(handle.cookie, flags | _OFF)
            return str(handle.from_buffer(head))
        except module.MagicException:
            return ""


def class_of_mime(mime: str) -> str:
    """The content class of a MIME type: one of `content.CLASSES`, "unknown" where none fits."""
    known = _EXACT.get(mime)
    if known:
        return known
    return next((one for prefix, one in _PREFIXES if mime.startswith(prefix)), "unknown")


@cache
def _opened() -> tuple[Any, str | None]:
    """(module, handle) and None; or None and why not. One handle a process."""
    library, database = _wheel()
    try:
        with _found_at(library), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what a binding deprecates is not the user's trouble
            import magic  # noqa: PLC0415 - its import loads the library, so it waits for the first use
    except (ImportError, OSError, AttributeError) as missing:
        return None, f"libmagic cannot be loaded: {missing}"
    try:
        return (magic, magic.Magic(magic_file=database)), None
    except magic.MagicException as bad:
        return None, f"libmagic has no usable database: {bad}"


def _wheel() -> tuple[str | None, str | None]:
    """The library and its database in the wheel pylibmagic; (None, None) where it is missing."""
    spec = importlib.util.find_spec("pylibmagic")
    for folder in (spec and spec.submodule_search_locations) or ():
        database = Path(folder) / "magic.mgc"
        for name in _LIBRARIES:
            library = Path(folder) / name
            if library.is_file() and database.is_file():
                return str(library), str(database)
    return None, None


@contextmanager
def _found_at(library: str | None) -> Iterator[None]:
    """While it lasts, `ctypes.util.find_library` knows where libmagic is."""
    if library is None:
        yield
        return
    search = ctypes.util.find_library
    ctypes.util.find_library = lambda name: library if name == "magic" else search(name)
    try:
        yield
    finally:
        ctypes.util.find_library = search
