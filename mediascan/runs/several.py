"""Inspect several sources side by side: a process and a report folder each.

A drive that is slow, or dies, holds no other back: nothing is shared but the screen. The processes
end with their parent, however it ends.
"""

import multiprocessing
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from types import FrameType
from typing import Any

from mediascan.engine.signals import POLITE, end_with_parent, let_pass, undisturbed
from mediascan.model.display import show
from mediascan.model.errors import IncompleteError, Interrupted, MediascanError, StopError
from mediascan.runs.inspect import Inspected, Inspection, inspect
from mediascan.runs.observer import Observer, Progress
from mediascan.runs.signer import signing_key

_GRACE_SECONDS = 30.0  # for a child to write down what is finished


@dataclass(frozen=True, slots=True)
class Ending:
    """How the inspection of one source ended: with a report, or with an error."""

    order: Inspection
    inspected: Inspected | None
    error: StopError | None


@dataclass(slots=True)
class _Child:
    order: Inspection
    process: SpawnProcess
    pipe: Connection
    watcher: Observer
    ending: Ending | None = None


def inspect_several(
    orders: list[Inspection],
    key: Path | None,
    passphrase: Callable[[], bytes] | None,
    watchers: list[Observer],
) -> list[Ending]:
    """Carry out `orders` at the same time; returns how each ended, in their order.

    The key is opened once before anything starts, so that a wrong passphrase shows at once. Raises
    `Interrupted` when a signal ends all of them; what was finished is kept.
    """
    secret = _opened(key, passphrase)
    context = multiprocessing.get_context("spawn")
    children: list[_Child] = []
    try:
        for order, watcher in zip(orders, watchers, strict=True):
            here, there = context.Pipe(duplex=False)
            process = context.Process(target=_child, args=(order, key, secret, there))
            with undisturbed():
                process.start()
            there.close()
            children.append(_Child(order, process, here, watcher))
        _follow(children)
    finally:
        _end(children)
    return [child.ending or _vanished(child) for child in children]


def _opened(key: Path | None, passphrase: Callable[[], bytes] | None) -> bytes | None:
    """The passphrase of the key, asked for once; None where it has none."""
    answers: list[bytes] = []

    def ask() -> bytes:
        if not answers and passphrase:
            answers.append(passphrase())
        return answers[0]

    signing_key(key, ask)
    return answers[0] if answers else None


def _follow(children: list[_Child]) -> None:
    """Pass on what the children tell, until each has ended."""
    while busy := {child.pipe: child for child in children if child.ending is None}:
        for pipe in wait(list(busy)):
            child = busy[pipe]  # type: ignore[index] # wait returns what it was given
            try:
                _told(child, child.pipe.recv())
            except (EOFError, OSError):
                child.ending = _vanished(child)


def _told(child: _Child, message: tuple[str, Any]) -> None:
    name, value = message
    match name:
        case "started":
            child.watcher.started(value[0], resumed=value[1])
        case "phase":
            child.watcher.phase(value)
        case "step":
            child.watcher.step(value[0], value[1])
        case "progress":
            child.watcher.progress(value)
        case "vanished":
            child.watcher.vanished(value)
        case "finished":
            child.ending = Ending(child.order, value, None)
            child.watcher.finished(value.predicate, earlier=value.earlier)
        case _:
            child.ending = Ending(child.order, None, value)
            child.watcher.stopped(str(value))


def _vanished(child: _Child) -> Ending:
    words = f"The inspection of {show(child.order.source)} ended without a word; run it again."
    return Ending(child.order, None, IncompleteError(words))


def _end(children: list[_Child]) -> None:
    for child in children:
        if child.ending is None and child.process.is_alive():  # one that has told its end is going
            child.process.terminate()
    for child in children:
        child.process.join(_GRACE_SECONDS)
        child.process.kill()
        child.pipe.close()


def _child(order: Inspection, key: Path | None, secret: bytes | None, pipe: Connection) -> None:
    """The life of one inspection: it tells its parent what an observer would see."""
    threading.Thread(target=end_with_parent, daemon=True).start()
    teller = _Teller(pipe)
    with suppress(Interrupted):  # while the end is told: the parent is ending, too
        teller.tell(*_end_of(order, key, secret, teller))


def _end_of(
    order: Inspection, key: Path | None, secret: bytes | None, teller: "_Teller"
) -> tuple[str, Any]:
    """Carry out `order`; the signals, which were blocked so far, are let in here."""
    try:
        for number in POLITE:
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, _stopped)
        if hasattr(signal, "pthread_sigmask"):
            signal.pthread_sigmask(signal.SIG_UNBLOCK, POLITE)
        return "finished", inspect(order, lambda: signing_key(key, lambda: secret or b""), teller)
    except MediascanError as bad:
        return "stopped", bad
    except Exception as bug:  # noqa: BLE001 - told to the parent, which shows it
        return "stopped", StopError(f"Internal error: {type(bug).__name__}: {bug}.")


def _stopped(_number: int, _frame: FrameType | None) -> None:
    for one in POLITE:
        signal.signal(one, let_pass)
    raise Interrupted("Interrupted; what was finished is kept, and the same command goes on.")


class _Teller:
    """An observer that passes everything on through a pipe."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe

    def tell(self, name: str, value: Any) -> None:
        try:
            self._pipe.send((name, value))
        except OSError:
            return  # the parent is gone, and this process is about to follow

    def started(self, source: dict[str, Any], *, resumed: bool) -> None:
        self.tell("started", (source, resumed))

    def phase(self, name: str) -> None:
        self.tell("phase", name)

    def step(self, done: int, whole: int) -> None:
        self.tell("step", (done, whole))

    def progress(self, now: Progress) -> None:
        self.tell("progress", now)

    def vanished(self, reason: str) -> None:
        self.tell("vanished", reason)

    def finished(self, predicate: dict[str, Any], *, earlier: bool) -> None:
        """Told once the report is in place, by `_child`."""

    def stopped(self, reason: str) -> None:
        """Told as an error, by `_child`."""
