"""What all tests share."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings

# A test proves what is computed, never how fast: the machine may be busy with something else.
settings.register_profile("mediascan", deadline=None)
settings.load_profile("mediascan")

# Commands that tests start need not compile all modules each time, as they would where the machine
# keeps Python from writing byte code beside them.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
os.environ.setdefault(
    "PYTHONPYCACHEPREFIX", str(Path(__file__).parents[1] / ".pytest_cache" / "bytecode")
)

FIXTURES = Path(__file__).parents[1] / "fixtures"
FORMAT_FIXTURES = FIXTURES / "formats"
DEMO = FIXTURES / "demo"


def samples():
    """(format id, path) of every fixture of a format: the folder's name is what it must be."""
    return [
        (path.parent.name, path)
        for path in sorted(FORMAT_FIXTURES.glob("*/*"))
        if not path.name.endswith(".golden.json")
    ]


def reader(data):
    """A `ReadAt` over bytes in memory."""
    return lambda at, length: data[at : at + length]


def run(*arguments, home, check=None, **more):
    """Run `mediascan` as a user does; `check` is the exit code that it must end with."""
    environment = {**os.environ, "MEDIASCAN_HOME": str(home), "NO_COLOR": "1"}
    environment.pop("MEDIASCAN_KEY", None)
    environment |= more.pop("env", {})
    done = subprocess.run(
        [sys.executable, "-m", "mediascan", *map(str, arguments)],
        capture_output=True,
        env=environment,
        timeout=240,
        check=False,
        stdin=more.pop("stdin", subprocess.DEVNULL),
        **more,
    )
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    if check is not None:
        assert done.returncode == check, (done.returncode, done.stdout[-2000:], done.stderr)
    return done


def statement_without_times(folder):
    """The signed statement as text, without what a clock put into it.

    The pages show times, so their digests go too; the digests of the data stay.
    """
    statement = json.loads((folder / "statement.json").read_bytes())
    statement["predicate"].pop("times")
    shown = {"report.html", "report.md", "VERIFY.txt"}
    statement["subject"] = [s for s in statement["subject"] if s["name"] not in shown]
    return json.dumps(statement, indent=1, sort_keys=True)


@pytest.fixture(scope="session")
def home(tmp_path_factory):
    """Where the keys of one test run live."""
    return tmp_path_factory.mktemp("home")
