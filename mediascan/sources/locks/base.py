"""What opens an encrypted volume with a key that the officer has lawfully."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from mediascan.model.display import show
from mediascan.model.errors import IncompleteError
from mediascan.sources.filesystems.base import ReadInto

KEY_BYTES = 8192  # of a key file: cryptsetup takes no passphrase longer than 512 by itself
_BREAKS = b"\r\n"


class Key(NamedTuple):
    """A key in the file `path`, as each process reads it for itself."""

    path: str

    def content(self) -> bytes:
        """Raises `IncompleteError` where it cannot be read, or is too long for a key."""
        try:
            with Path(self.path).open("rb") as stream:
                data = stream.read(KEY_BYTES + 1)
        except OSError as bad:
            words = f"The key in {show(self.path)} cannot be read: {bad.strerror or bad}."
            raise IncompleteError(words) from bad
        if len(data) > KEY_BYTES:
            raise IncompleteError(
                f"{show(self.path)} is no key: it has more than {KEY_BYTES} bytes."
            )
        return data

    def passphrases(self) -> tuple[str, ...]:
        """What it may be as a passphrase: all of it, or what stands before a last line break."""
        data = self.content()
        found = dict.fromkeys((data.rstrip(_BREAKS), data))
        texts: list[str] = []
        for one in found:
            try:
                text = one.decode("utf-8")
            except UnicodeDecodeError:
                continue
            if text and "\0" not in text:
                texts.append(text)
        return tuple(texts)


class Plain(Protocol):
    """A volume, unlocked in this process."""

    size: int  # bytes, decrypted
    facts: dict[str, Any]  # which slot or protector, which method: JSON values, and no secret

    def read_at(self, offset: int, length: int) -> bytes:
        """Decrypted bytes. Raises `OSError`."""


@dataclass(frozen=True, slots=True)
class Lock:
    """One kind of encryption.

    `open` runs C code on hostile bytes: in a child process only. It gets the encrypted volume, its
    bytes and the key, returns None for a wrong key, and raises `InputFault` for what it cannot
    read. `payload` says where in the volume the encrypted bytes lie: start and length.
    """

    format: str  # `Format.id` of the state that shows it
    title: str
    reference: str
    module: str  # what must be installed
    open: Callable[[ReadInto, int, Key], Plain | None]
    payload: Callable[[Plain, int], tuple[int, int]]
