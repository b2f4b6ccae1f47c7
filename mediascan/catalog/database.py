"""Transactions of the catalog's database, and its failures in our own words."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from mediascan.model.errors import IncompleteError, StopError, UsageError


@contextmanager
def transaction(database: sqlite3.Connection) -> Iterator[None]:
    """All of it or nothing, with our own words when the disk is full."""
    try:
        database.execute("BEGIN IMMEDIATE")
        yield
        database.execute("COMMIT")
    except sqlite3.Error as bad:
        raise stopped(bad) from bad
    finally:
        if database.in_transaction:
            database.execute("ROLLBACK")


@contextmanager
def own_words() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as bad:
        raise stopped(bad) from bad


def stopped(bad: sqlite3.Error) -> StopError:
    text = str(bad)
    if "full" in text or "disk I/O" in text:
        return IncompleteError(
            "The disk with the output folder is full, or does not take what is written; all that "
            "was finished is kept. Make room and run the same command again."
        )
    if "locked" in text:
        return UsageError("Another mediascan is working in this output folder.")
    if "unable to open" in text:
        return IncompleteError("The catalog of this inspection cannot be opened.")
    return damaged(text)


def damaged(text: str) -> IncompleteError:
    return IncompleteError(
        f"The catalog of this inspection is damaged ({text}), and no report is made from it. "
        "Begin again: choose another folder with --out, or remove this one."
    )
