"""Writes docs/pickle_scanners.md: what four scanners say of the same made pickles.

What the other three say was asked once (fixtures/once/pickle_scanners.py), what mediascan says is
asked here. The tests run it too: a page that is not of today's code fails.
"""

import json
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TESTS = ROOT / "tests" / "unit" / "reading" / "pickles"
sys.path.insert(0, str(ROOT))

from mediascan.engine.classify import Classifier  # noqa: E402 - the path comes first
from mediascan.formats.registry import all_formats  # noqa: E402
from tests.unit.reading.pickles.scanner_cases import (  # noqa: E402
    harmless_cases,
    name_cases,
    trick_cases,
)

Answers = dict[str, list[str]]
WHO = ("picklescan", "modelscan", "fickling", "mediascan")
_TEXT = {"dangerous": "**dangerous**", "": "-"}
HEAD = """\
# What scanners say of pickles

Written by `docs/compare_scanners.py`; do not edit. The same made files were given to picklescan
{picklescan}, modelscan {modelscan}, fickling {fickling} and to mediascan. None of them was loaded.

- **dangerous**: picklescan "dangerous"; modelscan an issue; fickling "likely overtly malicious" or
  more; mediascan names it in `dangerous_imports`, and the verdict is REFER.
- suspicious: picklescan "suspicious": any name not on its short list of safe ones; fickling
  "suspicious" to "likely unsafe", without its rule that every module outside of Python's own is
  unsafe, which holds for each checkpoint.
- told: mediascan lists the file as a pickle, with a fault that says what no pickler writes.
- listed: mediascan lists it as a pickle, with its imports and its root.
- error, crash, no answer: the scanner gave none. `-`: nothing was said.

mediascan recognises pickles by their bytes, whatever their name, and never loads them; the other
three were given the name `made.pkl`, because they choose files by their name.

"""
MORE = """\
## Where mediascan says more, and why

- A pickle kept as bytes, or as a text that spells bytes, inside a pickle is walked too: it runs as
  soon as one `loads` is called on it, which the outer pickle need not show.
- A name that is built from memos, bytes or the extension registry cannot be read: it counts as
  dangerous, because nobody would hide a harmless one.
- The member of a name may have dots, which protocol 4 follows: `OrderedDict.__init__.__globals__`
  reaches everything.
- The call is shown with its arguments (`dangerous_calls`), and what has run before a broken byte is
  shown as well.
- Loaders that would unpickle or import again (`numpy.load`, `pandas.read_pickle`, `yaml.load`,
  `torch.hub`, ...) count as dangerous.

## Where mediascan says less, and why

{less}
"""
EXPLAINED = {
    "UUID, SimpleNamespace, signal.SIGTERM": "members of `uuid`, `types` and `signal` that only "
    "make data; all other members of these modules count",
    "filter of scipy.signal": "fickling flags any part of a dotted path that is called like one of "
    "its modules; ours looks at the path from its start, and at what follows a dot in the member",
    "joblib's arrays": "`joblib.numpy_pickle.NumpyArrayWrapper` only describes an array; its "
    "numbers are passed over as joblib does, and looked into, should they be opcodes",
    "Paddle's tensor through eval": "where each `eval` does nothing but look up `data` in "
    "`{'data': tensor}`",
    "state_dict of torch without torch.save": "each tensor goes through `_load_from_bytes`: "
    "harmless where all pickles in these bytes were walked and are; any other use of it counts",
    "set, range, slice and bytes": "plain data of Python 2 and 3: `set`, `xrange`, `slice` and "
    "`_codecs.encode` make data and nothing else",
    "memo read 1,000 times, filled 10 times": "the walk copies nothing that a memo gives, so it "
    "costs nothing; a list that is shared often is what a pickler writes for equal objects",
    "200 DUP": "costs nothing either; a walk ends at 100,000 values on the stack",
}


def ours(data: bytes, classifier: Classifier) -> str:
    """What mediascan says, in one word."""
    found = classifier.findings(lambda at, length: data[at : at + length], len(data))
    if any(one.facts.get("dangerous_imports") for one in found):
        return "dangerous"
    if any(one.faults for one in found):
        return "told"
    return "listed" if found else ""


def answers() -> tuple[dict[str, str], dict[str, Answers]]:
    """Versions, and by part and file the answers of the four, in the order of `WHO`."""
    theirs = json.loads((TESTS / "scanners.json").read_text("utf-8"))
    classifier = Classifier(all_formats())
    parts = {"name": name_cases(), "trick": trick_cases(), "harmless": harmless_cases()}
    every = {
        part: {
            name: [*theirs[part][name], ours(data, classifier)]
            for name, data in cases.items()
            if name in theirs[part]
        }
        for part, cases in parts.items()
    }
    return theirs["versions"], every


def missed(every: dict[str, Answers]) -> list[str]:
    """Files that another flags and mediascan does not."""
    return [
        name
        for part in ("name", "trick")
        for name, said in every[part].items()
        if "dangerous" in said[:3]
        and said[3] not in {"dangerous", "told"}
        and name not in EXPLAINED
    ]


def page() -> str:
    versions, every = answers()
    text = HEAD.format(**versions) + "## Names\n\n"
    text += "A file each, which calls that name; `module.*` is any member of a module.\n\n"
    text += _names(every["name"])
    text += "\n## Tricks\n\n" + _table("what the file does", every["trick"])
    text += "\n## Harmless files, as libraries write them\n\n" + _table("file", every["harmless"])
    less = "\n".join(f"- {name}: {why}." for name, why in EXPLAINED.items())
    return text + "\n" + MORE.format(less=less)


def _names(said: Answers) -> str:
    """Names with the same answers in one row."""
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for name, four in said.items():
        groups[tuple(four)].append(f"`{name.replace(':', '.')}`")
    rows = sorted(groups.items(), key=lambda item: -len(item[1]))
    return _rows("names", [(", ".join(names), list(four)) for four, names in rows])


def _table(title: str, said: Answers) -> str:
    return _rows(title, list(said.items()))


def _rows(title: str, rows: list[tuple[str, list[str]]]) -> str:
    lines = [f"| {title} | {' | '.join(WHO)} |", "|---|---|---|---|---|"]
    for name, four in rows:
        lines.append(f"| {name} | {' | '.join(_TEXT.get(one, one) for one in four)} |")
    return "\n".join([*lines, ""])


def main() -> None:
    (ROOT / "docs" / "pickle_scanners.md").write_text(page(), "utf-8")


if __name__ == "__main__":
    main()
