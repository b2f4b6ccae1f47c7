"""`shape_of`: the nature of records by their columns, and by what the values are where they are.

Columns name a nature; values confirm it, sharpen it (a chat with traces of reasoning), name one
where no column did (rows of token ids, vectors), or contradict it ("text" that holds numbers). What
it rests on is told with it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from mediascan.model.training_columns import KNOWN, REASONING, TEXT_COLUMNS, training_shape
from mediascan.reading.nature.sample import Column, Sample

_TALKS = frozenset(("chat", "instruction", "question answering", "prompts", "pretraining text", ""))
_TEXTS = frozenset(("pretraining text", "labelled text", "prompts", ""))
_OFTEN = 4  # a mark counts that every fourth record has
_MOST = 0.5  # share of values that are of the kind
_LEAST = 100  # characters of text a record, by which texts differ from words
_SHOWN = 6  # columns named as evidence
_PROGRAMS = frozenset(  # values of "lang" and "language" that are languages of programs
    (
        *("python", "java", "javascript", "typescript", "c", "c++", "cpp", "c#", "go", "rust"),
        *("php", "ruby", "scala", "kotlin", "swift", "shell", "sql", "html", "css", "perl"),
        *("lua", "haskell", "julia", "r", "fortran", "assembly", "markdown", "jupyter notebook"),
    )
)
_ROBOT = frozenset(("observation", "action"))


@dataclass(frozen=True, slots=True)
class Shape:
    """A nature, in a word, and what it rests on."""

    name: str = ""
    evidence: tuple[str, ...] = ()


def shape_of(columns: Collection[str], sample: Sample | None, known: str = "") -> Shape:
    """The nature of records with `columns`; `known` is what the format has found already."""
    plain = _plain(columns)
    name = known or training_shape(plain)
    evidence = _by_columns(name, plain)
    if sample is None or not sample.records or not sample.columns:
        return Shape(name, evidence if name else ())
    for judge in (_contradicted, _token_ids, _reasoning, _media, _turns, _code, _vectors):
        changed, why = judge(name, sample)
        if why:
            name, evidence = changed, (*evidence, why)
    if name and sample.texts:
        mean = round(sample.characters.amounts / sample.records)
        evidence = (*evidence, f"{mean} characters of text a record in {sample.records} records")
    return Shape(name, evidence)


def _plain(columns: Iterable[str]) -> list[str]:
    """The columns, and the group of each that robots' data have: "observation.state"."""
    names = list(columns)
    groups = {one.partition(".")[0] for one in names if "." in one}
    return [*names, *sorted(groups & _ROBOT)] if groups >= {"observation"} else names


def _by_columns(name: str, columns: Collection[str]) -> tuple[str, ...]:
    telling = [one for one in dict.fromkeys(columns) if one in KNOWN or one in REASONING][:_SHOWN]
    return (f"columns {', '.join(telling)}",) if name and telling else ()


def _contradicted(name: str, sample: Sample) -> tuple[str, str]:
    """A column of texts without one text is none."""
    if name not in ("pretraining text", "prompts", "code", "labelled text"):
        return name, ""
    columns = [sample.columns[one] for one in sample.columns if one.lower() in TEXT_COLUMNS]
    if not columns or any(one.kinds["text"] or one.kinds["list"] for one in columns):
        return name, ""
    kinds = sorted({kind for one in columns for kind in one.kinds})
    return "", f"but the columns of texts hold: {', '.join(kinds)}"


def is_of_ids(sample: Sample) -> bool:
    """Whether the records are rows of token ids."""
    return shape_of(list(sample.columns), sample).name == "token ids"


def _token_ids(name: str, sample: Sample) -> tuple[str, str]:
    if not sample.tokens.columns or not (sample.tokens.likely or name == "token ids"):
        return name, ""
    if name not in ("", "token ids"):
        return name, ""
    listed = ", ".join(sample.tokens.columns)
    return "token ids", f"rows of whole numbers up to {sample.tokens.largest} in {listed}"


def _reasoning(name: str, sample: Sample) -> tuple[str, str]:
    if name not in _TALKS:
        return name, ""
    count = sample.marks["thinking"]
    known = name or sample.characters.amounts > _LEAST * sample.records
    if known and count * _OFTEN >= min(sample.records, 256):
        return "reasoning traces", f"<think> in the texts of {count} records"
    found = sorted(
        path for path, one in sample.columns.items() if _last(path) in REASONING and _long(one)
    )
    if found:
        return "reasoning traces", f"texts in {', '.join(found[:_SHOWN])}"
    return name, ""


def _last(path: str) -> str:
    return path.rpartition(".")[2].lower()


def _long(one: Column) -> bool:
    """Whether the column has texts of some length, and not marks such as "yes"."""
    return one.length > 40 * max(1, one.kinds["text"]) or one.kinds["boolean"] > 0


def _media(name: str, sample: Sample) -> tuple[str, str]:
    """Pictures, sound or films by their bytes, beside texts."""
    for kind in ("video", "audio", "image"):
        found = [path for path, one in sample.columns.items() if one.kinds[kind]]
        if not found:
            continue
        why = f"{kind} bytes in {', '.join(found[:_SHOWN])}"
        texts = any(one.kinds["text"] and _last(path) in TEXT_COLUMNS
                    for path, one in sample.columns.items())  # fmt: skip
        if name in _TEXTS and texts:
            return f"{kind}-text", why
        return name, why if name.startswith(kind) else ""
    return name, ""


def _turns(name: str, sample: Sample) -> tuple[str, str]:
    """Chats and instructions written out as one text."""
    if name not in _TEXTS:
        return name, ""
    for mark, shape in (("turns", "chat"), ("instruction template", "instruction")):
        count = sample.marks[mark]
        if count * _OFTEN >= min(sample.records, 256):
            return shape, f"{mark} in the texts of {count} records"
    return name, ""


def _code(name: str, sample: Sample) -> tuple[str, str]:
    if name not in ("pretraining text", ""):
        return name, ""
    for path, one in sample.columns.items():
        if _last(path) in ("lang", "language", "programming_language") and one.values:
            programs = [value for value in one.values if value.lower() in _PROGRAMS]
            if len(programs) > len(one.values) * _MOST:
                return "code", f"{path} says: {', '.join(programs[:_SHOWN])}"
    return name, ""


def _vectors(name: str, sample: Sample) -> tuple[str, str]:
    if name:
        return name, ""
    found = [
        path for path, one in sample.columns.items() if one.kinds["vector"] > one.count * _MOST
    ]
    if found and not sample.tokens.likely:
        return "embeddings", f"rows of numbers in {', '.join(found[:_SHOWN])}"
    return name, ""
