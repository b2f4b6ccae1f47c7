"""The plain words of a report: for content, certainty, faults and what a finding is."""

from collections.abc import Mapping
from typing import Any

# Step of `model.finding.Confidence` -> (title, what it means), the surest first.
LADDER: Mapping[str, tuple[str, str]] = {
    "CORROBORATED": (
        "Confirmed by another file",
        "an index or a sibling file describes the same content",
    ),
    "CONSISTENT": (
        "Every byte accounted for",
        "the sizes that the file declares add up to its length",
    ),
    "PARSED": ("Verified by structure", "the header reads correctly and every field is legal"),
    "MAGIC": ("Recognised by signature", "the identifying bytes stand where they should; no more"),
    "STATISTIC": (
        "Recognised by statistics",
        "a test over the bytes fits, with an error that is told beside it; there is no signature",
    ),
    "NAME": ("Name only", "nothing but the name suggests it"),
}

# The same steps for a collection: what holds it together.
TOGETHER: Mapping[str, str] = {
    "CORROBORATED": "confirmed by another file",
    "CONSISTENT": "each member says its number",
    "PARSED": "alike in structure, numbered by name",
    "MAGIC": "alike by signature, arranged by name",
    "STATISTIC": "alike by a test of their bytes",
    "NAME": "by name only",
}
FOLDER = "one file in it describes it"  # for a folder that is one thing, instead of PARSED

# Kind of `model.finding.FaultKind` -> what a reader is told.
FAULTS: Mapping[str, str] = {
    "truncated": "cut short",
    "malformed": "malformed",
    "limit": "stopped at a limit",
    "unreadable": "unreadable",
    "changed": "changed while it was read",
    "vanished": "vanished before it was read",
    "skipped": "skipped on purpose",
    "encrypted": "needs a key",
    "crashed": "failure in mediascan",
    "timed_out": "took too long",
}

# Content class of `engine.content` -> (label, tone). "closed" is what was not looked into.
# A class not here is shown as it is named.
CONTENT: Mapping[str, tuple[str, str]] = {
    "model": ("Model weights", "ai"),
    "dataset": ("Datasets", "ai"),
    "encrypted": ("Encrypted", "closed"),
    "unknown": ("Not recognised", "closed"),
    "empty": ("Empty files", "plain"),
    "constant": ("One byte repeated", "plain"),
    "constant-start": ("One byte repeated at the start", "plain"),
    "text": ("Text and code", "plain"),
    "image": ("Pictures", "plain"),
    "audio": ("Sound", "plain"),
    "video": ("Video", "plain"),
    "document": ("Documents", "plain"),
    "executable": ("Programs", "plain"),
    "bytecode": ("Bytecode", "plain"),
    "archive": ("Archives", "closed"),
    "compressed": ("Compressed streams", "closed"),
    "database": ("Databases", "closed"),
    "font": ("Fonts", "plain"),
    "disk-image": ("Disk images", "closed"),
    "file-system": ("File systems", "closed"),
    "key": ("Keys and certificates", "plain"),
    "arrays": ("Arrays of numbers", "closed"),
    "objects": ("Serialised objects", "closed"),
    "log": ("Logs and captures", "plain"),
    "system": ("System tables", "plain"),
    "encoded": ("Text that spells out bytes", "closed"),
}

# Limit of the predicate -> what it counts, for one file.
LIMITS: Mapping[str, str] = {
    "examineBytes": "bytes read to examine it",
    "examineReadBytes": "bytes in one read",
    "examineReads": "reads",
    "examineItems": "items that a count may announce",
    "examineDepth": "levels of nesting",
    "examineMilliseconds": "milliseconds",
    "sparseBytes": "bytes of holes, beyond which it is not read",
}

# Order in which files were read.
ORDERS: Mapping[str, str] = {
    "path": "by path",
    "inode": "by inode number",
    "extent": "as the files lie on the medium",
}

TONES: Mapping[str, str] = {
    "checkpoint": "ai",
    "dataset": "ai",
    "encrypted": "closed",
    "concealment": "closed",
    "config": "ai",
}

OUTCOMES = ("CLEAR", "REFER", "HOLD", "INCONCLUSIVE")

_UNQUANTIZED = frozenset({"F32", "F16", "BF16"})  # words that GGUF too has for plain weights
_NOUNS: Mapping[str, tuple[str, str]] = {
    "checkpoint": ("file of model weights", "files of model weights"),
    "dataset": ("dataset file", "dataset files"),
    "container": ("archive or disk image", "archives and disk images"),
    "encrypted": ("encrypted file or volume", "encrypted files and volumes"),
    "config": (
        "description of a model, a tokenizer or a training run",
        "descriptions of models, tokenizers or training runs",
    ),
    "concealment": (
        "file that is not what its name says",
        "files that are not what their names say",
    ),
    "media": ("picture, film, sound or document", "pictures, films, sounds and documents"),
}

_BY_TEST: Mapping[str, tuple[str, str]] = {  # kinds of findings that rest on a statistical test
    "checkpoint": ("file that looks like bare weights", "files that look like bare weights"),
    "dataset": ("file that looks like bare token ids", "files that look like bare token ids"),
    "encrypted": (
        "file of uniform bytes, as encryption or a random fill give",
        "files of uniform bytes, as encryption or a random fill give",
    ),
}


def noun(kind: str, facts: Mapping[str, Any]) -> tuple[str, str]:
    """What a finding is in plain words: one of them, and many of them."""
    if facts.get("optimizer_state") is True:
        state = "with optimizer state"
        return f"training checkpoint {state}", f"training checkpoints {state}"
    if kind == "checkpoint" and facts.get("quantization", "F16") not in _UNQUANTIZED:
        return "file of quantized model weights", "files of quantized model weights"
    if "hidden_bytes" in facts:
        return (
            "file with data hidden in it or behind it",
            "files with data hidden in or behind them",
        )
    if facts.get("test"):
        return _BY_TEST.get(kind, _BY_TEST["encrypted"])
    if kind == "dataset" and facts.get("training_shape"):
        return "file of training data", "files of training data"
    return _NOUNS.get(kind, ("recognised file", "recognised files"))


def sentence_case(text: str) -> str:
    """`text` with a capital first letter; the rest as it is."""
    return text[:1].upper() + text[1:]


def words_of(key: str) -> str:
    """A key of the predicate as words: "examineBytes" and "row_count" become "examine bytes"."""
    spaced = "".join(f" {c.lower()}" if c.isupper() else c for c in key.replace("_", " "))
    return " ".join(spaced.split())
