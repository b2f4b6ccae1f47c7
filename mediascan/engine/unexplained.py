"""What is said of bytes that no format and no content class explains.

Nothing here is proof. Uniform bytes are consistent with encryption or a random fill, and nothing
without a key tells these two apart; of which program, they do not say.
"""

from mediascan.engine.names import claimed_class, suffix_of
from mediascan.engine.probes import PROBES, glance, probes
from mediascan.engine.special import (
    BARE_TOKENS,
    BARE_WEIGHTS,
    DISGUISE,
    SPECIAL,
    UNIFORM,
    UNIFORM_CONTENT,
)
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Evidence, Finding, Kind
from mediascan.reading.statistics.judgement import Judgement, Nature, judge
from mediascan.reading.statistics.uniform import LEAST
from mediascan.reading.window import ReadAt

_SECTOR = 512  # bytes: containers of VeraCrypt, TrueCrypt and dm-crypt are whole sectors
_PIECE = 64  # bytes of evidence
_OF = {Nature.UNIFORM: UNIFORM, Nature.WEIGHTS: BARE_WEIGHTS, Nature.TOKENS: BARE_TOKENS}
_PLAIN = {"wav": "PCM", "aiff": "", "bmp": "", "pnm": ""}  # formats of bare values -> their codec
_SQLITE = b"SQLite format 3\0"


def unexplained(path: bytes, read_at: ReadAt, size: int) -> tuple[Finding, ...]:
    """What the bytes of a file look like of which nothing else is known. Raises `OSError`."""
    if size < LEAST:
        return ()
    finding = looks_like(read_at, 0, size)
    if finding is None:
        return ()
    claim = claimed_class(suffix_of(path))
    if not claim:
        return (finding,)
    facts = Facts(claimed=claim, actual=finding.format_id)
    disguise = Finding(DISGUISE, Kind.CONCEALMENT, Confidence.STATISTIC, facts, finding.evidence)
    return finding, disguise


def looks_like(read_at: ReadAt, start: int, length: int) -> Finding | None:
    """The finding for a stretch of bytes; None where they look like nothing of note."""
    if length < LEAST:
        return None
    pieces = probes(read_at, start, length)
    judged = judge(pieces)
    if judged.nature not in _OF and glance(read_at, start, length):
        judged = judge(pieces[1:])  # something small may stand in front
        if judged.nature is not Nature.UNIFORM:
            return None
    if judged.nature not in _OF:
        return None
    known = _OF[judged.nature]
    facts = _facts(judged, length)
    return Finding(
        known,
        SPECIAL[known][1],
        Confidence.STATISTIC,
        facts,
        tuple(
            Evidence(at, read_at(at, _PIECE), what)
            for at, what in ((start, "first bytes judged"), (start + length // 2, "middle"))
        ),
    )


def _facts(judged: Judgement, length: int) -> Facts:
    facts = Facts(test=judged.told)
    if judged.dtype:
        facts["dtype"] = judged.dtype
        facts["element_count"] = length // _WIDTHS.get(judged.dtype, 1)
    elif length % _SECTOR == 0:
        facts["metadata"] = {"size": f"whole sectors of {_SECTOR} bytes, as volumes have"}
    return facts


_WIDTHS = {"float64": 8, "float32": 4, "bfloat16": 2, "float16": 2, "uint32": 4, "uint16": 2}


def false_content(host: Finding | None, head: bytes, read_at: ReadAt, size: int) -> Finding | None:
    """A finding where a plain format holds uniform bytes, which sound and pictures never are.

    `host` is what was found, None where only the first bytes are known. Raises `OSError`.
    """
    claimed = _plain(host, head)
    if not claimed or size < 2 * LEAST or not glance(read_at, 0, size):
        return None
    start = min(size // PROBES, LEAST)
    judged = judge(probes(read_at, start, size - start))
    if judged.nature is not Nature.UNIFORM:
        return None
    facts = Facts(claimed=claimed, actual=UNIFORM, test=judged.told)
    evidence = (
        Evidence(0, head[:_PIECE], f"header of {claimed}"),
        Evidence(size // 2, read_at(size // 2, _PIECE), "uniform bytes"),
    )
    return Finding(UNIFORM_CONTENT, Kind.CONCEALMENT, Confidence.STATISTIC, facts, evidence)


def _plain(host: Finding | None, head: bytes) -> str:
    if host is None:
        return "SQLite database" if head.startswith(_SQLITE) else ""
    codec = _PLAIN.get(host.format_id)
    fits = codec is not None and (not codec or host.facts.get("codecs") == [codec])
    return host.format_id if fits else ""
