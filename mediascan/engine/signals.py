"""How processes meet signals, and end with their parent."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from types import FrameType

POLITE = [  # SIGHUP: its terminal was closed
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]


@contextmanager
def undisturbed() -> Iterator[None]:
    """Keep signals for later while a process starts: half a start leaves a child that complains.

    The child inherits the blocked signals, so that Ctrl-C at a terminal, which reaches the whole
    process group, is for the parent alone. Other threads do not block them; so the handlers wait.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    before = {
        number: signal.signal(number, lambda number, _: came.append(number))
        for number in POLITE
        if signal.getsignal(number) is not signal.SIG_IGN  # the child is to ignore it as well
    }
    if hasattr(signal, "pthread_sigmask"):  # not on Windows
        resource_tracker.ensure_running()  # its own start would unblock them
        signal.pthread_sigmask(signal.SIG_BLOCK, POLITE)
    try:
        yield
    finally:
        if hasattr(signal, "pthread_sigmask"):
            signal.pthread_sigmask(signal.SIG_UNBLOCK, POLITE)
        for number, handler in before.items():
            signal.signal(number, handler or signal.SIG_DFL)
        for late in came:
            signal.raise_signal(late)


def let_pass(_number: int, _frame: FrameType | None) -> None:
    """A handler for signals that come while a first one ends the run.

    `SIG_IGN` will not do: Python complains on the screen of one that is on its way already.
    """


def end_with_parent() -> None:
    """A parent that was killed cannot say so: without this a worker would read on for days."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
