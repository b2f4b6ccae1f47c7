"""Unlocks encrypted volumes with keys that the officer gave, for a survey.

Whether a key fits is tried in a process of its own: the libraries that know are C code on hostile
bytes. Only when that came to a good end is the volume opened here. A key that does not fit, and one
for a volume that is not closed, are faults: the inspection goes on without.
"""

import importlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

from mediascan.engine.signals import end_with_parent, undisturbed
from mediascan.model.display import show
from mediascan.model.errors import MediascanError
from mediascan.model.extent import Extent
from mediascan.model.finding import Fault, FaultKind, Finding
from mediascan.model.source import KeyFile
from mediascan.sources.locks.base import Key
from mediascan.sources.locks.registry import all_locks, is_installed
from mediascan.sources.mapped import Mapped
from mediascan.sources.media.registry import open_medium
from mediascan.sources.unlocked import Part, UnlockedMedium, filled, next_start
from mediascan.sources.volumes.base import Volume

SECONDS = 600.0  # for one key: 67 million iterations (`luks1.ITERATIONS_MOST`) take some minutes
SUFFIX = b"-unlocked"  # behind the name of the encrypted volume
NO_CORE = 1  # bytes: core(5), a limit of 1 stops those that go into a pipe too; 0 does not
_NO_LOCK = "volume {} is unlocked by nothing that is known here; its key was not used"
_WRONG = "the key given for volume {} does not unlock it"
_MISSING = "to unlock volume {}, install mediascan[disk] (module {} is missing)"
_UNUSED = "a key was given for volume {}, but no closed volume of that name is on the medium"
_Told = tuple[int, tuple[int, int], dict[str, Any]]  # bytes, payload, facts


@dataclass(slots=True)
class Unlocker:
    """Keys for the volumes of the medium at `path`, and what was unlocked with them."""

    path: str
    keys: Sequence[KeyFile]
    parts: list[Part] = field(default_factory=list)
    _used: set[str] = field(default_factory=set)

    def unlock(self, volume: Volume, state: Finding) -> "Unlocked | Fault | None":
        """What is in `volume`, which shows itself to be in `state`; None where it has no key."""
        name = volume.name.decode("utf-8", "backslashreplace")
        if name not in {one.volume for one in self.keys}:
            return None
        self._used.add(name)
        lock = all_locks().get(state.format_id)
        if lock is None:
            return Fault(FaultKind.ENCRYPTED, _NO_LOCK.format(name))
        if not is_installed(lock):
            return Fault(FaultKind.ENCRYPTED, _MISSING.format(name, lock.module))
        start = next_start(self.parts)
        part = Part(name, lock.format, start, 0, volume.size, volume.extents)
        told = _try(self.path, part, tuple(self.parts), tuple(self.keys))
        if isinstance(told, Fault):
            return told
        size, (first, length), facts = told
        size = max(0, min(size, volume.size))
        part = Part(name, lock.format, start, size, volume.size, volume.extents)
        self.parts.append(part)
        facts |= {"decryptedFrom": name, "encryption": lock.title}
        inner = Volume(volume.name + SUFFIX, size, (Extent(0, start, size),), facts)
        return Unlocked(inner, part, Extent(0, first, max(0, min(length, volume.size - first))))

    def unused(self) -> list[Fault]:
        """Keys that no volume had use for."""
        names = dict.fromkeys(one.volume for one in self.keys)
        return [
            Fault(FaultKind.ENCRYPTED, _UNUSED.format(show(name)))
            for name in names
            if name not in self._used
        ]


@dataclass(frozen=True, slots=True)
class Unlocked:
    """A volume that was unlocked. `payload`: the bytes of the encrypted one that are its own."""

    volume: Volume
    part: Part
    payload: Extent


def no_core() -> None:
    """No file of this process's memory is written when it crashes: keys are in it."""
    if os.name == "posix":
        resource: Any = importlib.import_module("resource")
        _, hard = resource.getrlimit(resource.RLIMIT_CORE)
        most = NO_CORE if hard == resource.RLIM_INFINITY else min(NO_CORE, hard)
        resource.setrlimit(resource.RLIMIT_CORE, (most, most))


def _try(
    path: str, part: Part, parts: tuple[Part, ...], keys: tuple[KeyFile, ...]
) -> _Told | Fault:
    """Unlock `part` in a process of its own."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(path, part, parts, keys, there), daemon=True)
    with undisturbed():
        process.start()
    there.close()
    try:
        if not here.poll(SECONDS):
            text = f"unlocking volume {part.volume} took more than {SECONDS:.0f} s"
            return Fault(FaultKind.TIMED_OUT, text)
        told: _Told | Fault = here.recv()
    except (EOFError, OSError):
        text = f"the process that unlocks volume {part.volume} ended without a word"
        return Fault(FaultKind.CRASHED, text)
    else:
        return told
    finally:
        process.kill()
        process.join()
        here.close()


def _work(
    path: str, part: Part, parts: tuple[Part, ...], keys: tuple[KeyFile, ...], pipe: Connection
) -> None:
    """The life of the process that tries."""
    no_core()
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    threading.Thread(target=end_with_parent, daemon=True).start()
    try:
        told = _opened(path, part, parts, keys)
    except (MediascanError, OSError) as bad:
        words = str(getattr(bad, "strerror", None) or bad)
        told = Fault(FaultKind.ENCRYPTED, f"volume {part.volume} was not unlocked: {words}")
    with suppress(OSError):  # the parent is gone
        pipe.send(told)


def _opened(
    path: str, part: Part, parts: tuple[Part, ...], keys: tuple[KeyFile, ...]
) -> _Told | Fault:
    medium = UnlockedMedium(open_medium(path), parts, keys)
    below = filled(Mapped(medium.read_into, part.extents, part.outer))
    lock = all_locks()[part.format]
    key = next(one.path for one in keys if one.volume == part.volume)
    plain = lock.open(below, part.outer, Key(key))
    if plain is None:
        return Fault(FaultKind.ENCRYPTED, _WRONG.format(part.volume))
    plain.read_at(0, min(plain.size, 512))
    return plain.size, lock.payload(plain, part.outer), plain.facts
