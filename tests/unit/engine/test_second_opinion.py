"""libmagic: it answers, it fails softly, it changes nothing around it, it is silent."""

import importlib.util
import os
import subprocess
import sys
import time

import pytest

from mediascan.engine import second_opinion
from mediascan.engine.content import CLASSES
from mediascan.engine.second_opinion import _EXACT, _PREFIXES, HEAD, SecondOpinion, class_of_mime

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\0\0\0\0"


def alone(code, *options, **environment):
    """Both outputs, stdout and stderr of `code` in a Python of its own."""
    done = subprocess.run(
        [sys.executable, *options, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    return done.stdout, done.stderr


def test_it_says_what_a_file_is():
    opinion = SecondOpinion()
    assert opinion.available is None
    mime, words = opinion.describe(PNG)
    assert mime == "image/png"
    assert words.startswith("PNG image data")
    assert opinion.describe(b"caf\xe9 au lait\n" * 9)[0] == "text/plain"


def test_no_bytes_get_no_answer():
    assert SecondOpinion().describe(b"") == ("", "")


@pytest.mark.parametrize(
    "head",
    [
        b"A" * HEAD,
        b"\n" * HEAD,
        b"<" * HEAD,
        b"{[" * HEAD,
        b"\0" * HEAD,
        os.urandom(HEAD),
        b"%" * 9,
        b"begin 644 " + b"x" * HEAD,
        b"\x7fELF" + b"\xff" * HEAD,
        b"(" * HEAD,
        b"a\tb c\n" * HEAD,
    ],
)
def test_hostile_bytes_get_an_answer_in_time(head):
    started = time.monotonic()
    mime, words = SecondOpinion().describe(head)
    assert isinstance(mime, str)
    assert isinstance(words, str)
    assert time.monotonic() - started < 5


def test_an_error_of_the_library_is_an_empty_answer(monkeypatch):
    opinion = SecondOpinion()
    opinion._load()
    module, handle = opinion._magic

    class Failing:
        cookie = handle.cookie

        def from_buffer(self, _head):
            raise module.MagicException("bad bytes")

    opinion._magic = (module, Failing())
    assert opinion.describe(b"\1\2") == ("", "")


def test_without_the_library_there_is_a_reason_and_no_exception():
    """The binding is hidden from a process of its own."""
    code = (
        "import sys; sys.modules['magic'] = None\n"
        "from mediascan.engine.second_opinion import SecondOpinion\n"
        "one = SecondOpinion(); print(one.describe(b'x'), one.available)\n"
    )
    out, err = alone(code, "-W", "error")
    assert err == ""
    assert out.startswith("('', '') libmagic cannot be loaded: ")


def test_it_is_silent_and_leaves_the_process_as_it_was():
    code = (
        "import ctypes, ctypes.util, os\n"
        "before = (dict(os.environ), ctypes.CDLL.__init__, ctypes.util.find_library)\n"
        "from mediascan.engine.second_opinion import SecondOpinion\n"
        "one = SecondOpinion(); print(one.available, one.describe(bytes([1, 2]) * 9)[0])\n"
        "print((dict(os.environ), ctypes.CDLL.__init__, ctypes.util.find_library) == before)\n"
    )
    assert alone(code, "-W", "error") == ("None application/octet-stream\nTrue\n", "")


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_library_comes_from_the_wheel():
    folder = importlib.util.find_spec("pylibmagic").submodule_search_locations[0]
    code = (
        "from pathlib import Path\n"
        "from mediascan.engine.second_opinion import SecondOpinion\n"
        "SecondOpinion().describe(b'x')\n"
        "lines = Path('/proc/self/maps').read_text().splitlines()\n"
        "print({str(Path(x.split()[-1]).parent) for x in lines if 'magic.' in x})\n"
    )
    assert alone(code, LD_LIBRARY_PATH="") == (f"{{{folder!r}}}\n", "")


def test_a_mime_type_has_a_content_class():
    assert {*_EXACT.values(), *(one for _, one in _PREFIXES)} <= set(CLASSES)
    assert class_of_mime("text/x-c") == "text"
    assert class_of_mime("image/svg+xml") == "text"
    assert class_of_mime("image/x-portable-greymap") == "image"
    assert class_of_mime("application/x-sharedlib") == "executable"
    assert class_of_mime("application/octet-stream") == "unknown"
    assert class_of_mime("") == "unknown"


def test_random_bytes_stay_unknown():
    """Some of its signatures have one byte; an encrypted file must not be known by chance."""
    opinion = SecondOpinion()
    heads = [os.urandom(4096) for _ in range(2000)]
    known = [head for head in heads if class_of_mime(opinion.describe(head)[0]) != "unknown"]
    assert len(known) <= 4


def test_the_wheel_is_found_without_importing_it():
    library, database = second_opinion._wheel()
    assert library is not None
    assert database is not None
