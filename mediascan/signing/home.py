"""Where this installation keeps its keys and the keys that it trusts.

`$MEDIASCAN_HOME`, else the data folder of the user. Whoever can write there decides which reports
are believed, so a folder that others may write to is refused.
"""

import os
from pathlib import Path

from platformdirs import user_data_path

from mediascan.model.errors import UsageError
from mediascan.signing.owner_file import shown

VARIABLE = "MEDIASCAN_HOME"


def home() -> Path:
    """The folder, which need not be there. Raises `UsageError` if others may write to it."""
    named = os.environ.get(VARIABLE)
    folder = Path(named).absolute() if named else user_data_path("mediascan", appauthor=False)
    try:
        mode = folder.stat().st_mode
    except FileNotFoundError:
        return folder
    except OSError as error:
        raise UsageError(f"cannot use {shown(folder)}: {error.strerror}") from error
    if not os.access(folder, os.R_OK | os.X_OK):
        raise UsageError(f"{shown(folder)} is not a folder that you may read")
    if os.name == "posix" and mode & 0o022:
        raise UsageError(
            f"other users may write to {shown(folder)}; run: chmod go-w {shown(folder)}"
        )
    return folder


def key_folder(name: str = "") -> Path:
    """The folder, or the one called `name` in it, made for its owner alone if it was not there."""
    folder = home()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if name:
            folder /= name
            folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise UsageError(f"cannot make {shown(folder)}: {error.strerror}") from error
    return folder
