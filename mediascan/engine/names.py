"""What a name claims, and whether what was found in the file contradicts it.

A name proves nothing. But a checkpoint called `holiday.mp4` did not get that name from the program
that wrote it, so the contradiction is reported as a finding of its own. Only suffixes with one
well-known meaning are listed: `.bin`, `.dat`, `.model`, `.ts` and the like claim nothing.
"""

import unicodedata
from collections.abc import Iterable

from mediascan.engine.content import CLASSES, content_class, is_text
from mediascan.formats.base import Format
from mediascan.formats.registry import formats_by_id
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind

_CLAIMS_OF = {
    "image": "png jpg jpeg jpe jfif gif bmp tif tiff webp heic heif avif ico psd svg jxl jp2 dng "
    "cr2 cr3 nef arw orf rw2 tga pcx xcf dcm",
    "audio": "mp3 wav flac ogg oga opus m4a aac wma aif aiff mid midi amr ape",
    "video": "mp4 m4v mov avi mkv webm mpg mpeg wmv flv vob 3gp 3g2 m2ts mts ogv divx",
    "document": "pdf doc docx docm xls xlsx xlsm ppt pptx pptm odt ods odp rtf epub mobi djvu ps "
    "eps chm",
    "text": "txt csv tsv json jsonl ndjson log md rst xml html htm css js yaml yml toml ini cfg py "
    "c h cpp hpp java go rs sh bat ps1 sql tex srt vtt",
    "executable": "exe dll sys msi so dylib elf ko o a lib efi scr apk jar",
    "bytecode": "pyc class wasm dex",
    "archive": "zip rar 7z tar cab arj lzh lha deb rpm tgz tbz tbz2 txz",
    "compressed": "gz bz2 xz zst lz4 lzma",
    "database": "sqlite sqlite3 mdb accdb",
    "font": "ttf otf ttc woff woff2",
    "disk-image": "iso dmg vdi qcow2",
}
_CLAIMS = {f".{word}": claim for claim, words in _CLAIMS_OF.items() for word in words.split()}
_PACKED = {"archive", "compressed"}
_KINDS = {Kind.CHECKPOINT, Kind.DATASET, Kind.ENCRYPTED, Kind.CONFIG}
_ARCHIVES = frozenset({"zip", "rar4", "rar5", "seven_zip", "tar", "cab", "iso9660", "squashfs"})
_SEEN = {"image", "audio", "video"}  # claims that no archive fits, as office documents do
_PACKED_AS: dict[str, tuple[bytes, ...]] = {  # part of the compression's name, then magics
    ".zip": (b"", b"PK"),
    ".rar": (b"rar", b"Rar!"),
    ".7z": (b"7z", b"7z\xbc\xaf"),
    ".gz": (b"gz", b"\x1f\x8b"),
    ".tgz": (b"gz", b"\x1f\x8b"),
    ".bz2": (b"bz", b"BZh"),
    ".tbz": (b"bz", b"BZh"),
    ".tbz2": (b"bz", b"BZh"),
    ".xz": (b"xz", b"\xfd7zXZ"),
    ".txz": (b"xz", b"\xfd7zXZ"),
    ".zst": (b"zst", b"\x28\xb5\x2f\xfd"),
    ".lz4": (b"lz4", b"\x04\x22\x4d\x18", b"\x02\x21\x4c\x18"),
}
_UNKNOWN_SIZE = 1 << 62  # for checks that only ask whether a length fits


_OVERRIDE, _POP = "\u202e", "\u202c"  # RIGHT-TO-LEFT OVERRIDE up to POP (Unicode UAX 9)
_UNSEEN = {"Cc", "Cf", "Mn", "Me"}  # categories of what takes no room of its own
_LOOK_ALIKES = str.maketrans(  # letters drawn like Latin ones (Unicode UTS 39, confusables.txt)
    "\u0430\u0435\u043e\u0440\u0441\u0445\u0443\u0456\u0458\u0455\u04bb\u0501\u051b\u051d\u043a\u043c"
    "\u0433\u0442\u03bf\u03bd\u03b1\u03b9\u03c1\u03c4\u03f2\u0131\u0261",
    "aeopcxyijshdqwkmrtovaiptcig",
)


def suffix_of(path: bytes) -> str:
    """The suffix that people read in the last name of `path`: with its dot, in lower case, or "".

    Blanks and dots at the end do not count: some systems drop them. Nor does what is not seen.
    """
    return _suffix(_last_name(path))


def _last_name(path: bytes) -> str:
    name = path.rsplit(b"/", 1)[-1].decode("utf-8", "surrogateescape")
    if not (name.isascii() and name.isprintable()):
        name = _as_seen(name)
    return name.rstrip(" .")


def _suffix(name: str) -> str:
    dot = name.rfind(".")
    suffix = name[dot:].lower()
    return suffix if dot > 0 and suffix.isascii() else ""


def _as_seen(name: str) -> str:
    """`name` in the order and with the Latin letters that an eye takes it for."""
    before, override, behind = name.partition(_OVERRIDE)
    if override:
        turned, _, rest = behind.partition(_POP)
        name = before + turned[::-1] + rest
    plain = unicodedata.normalize("NFKC", name).lower().translate(_LOOK_ALIKES)
    return "".join(one for one in plain if unicodedata.category(one) not in _UNSEEN)


def claimed_class(suffix: str) -> str:
    """The content class that `suffix` claims; "" when it has no single well-known meaning."""
    return _CLAIMS.get(suffix, "")


def contradiction(path: bytes, findings: Iterable[Finding]) -> Finding | None:
    """A finding of concealment when the name claims what the surest of `findings` is not."""
    suffix = suffix_of(path)
    claim = claimed_class(suffix)
    if not claim:
        return None
    every = tuple(findings)
    seen = claim in _SEEN and not any(one.kind is Kind.MEDIA for one in every)
    for one in every:
        archive = seen and one.format_id in _ARCHIVES
        if (one.kind in _KINDS or archive) and one.confidence >= Confidence.PARSED:
            if _usual(suffix, claim, one) or (claim in _PACKED and _packed(suffix, every)):
                return None
            if claim in _PACKED and _unpacked(path, suffix, one):
                return None
            return Finding(
                "disguise",
                Kind.CONCEALMENT,
                one.confidence,
                Facts(claimed=claim, actual=one.format_id),
                one.evidence,
            )
    return None


def _usual(suffix: str, claim: str, finding: Finding) -> bool:
    """Whether files of this format are called so by honest people."""
    if suffix in _own_suffixes(finding.format_id, claim):
        return True
    if suffix == ".tar" and finding.kind is Kind.CHECKPOINT:
        return True  # PyTorch's own tutorials call what torch.save wrote `checkpoint.pth.tar`
    if claim == "text":  # lines of JSON are text by any name; what holds other bytes is not
        return all(is_text(one.data) for one in finding.evidence)
    return any(
        not one.offset and CLASSES[content_class(one.data, _UNKNOWN_SIZE)] == claim
        for one in finding.evidence
        if claim not in _PACKED  # the class does not say which archive
    )


def _packed(suffix: str, findings: tuple[Finding, ...]) -> bool:
    """Whether the file is an archive, or a compressed stream, of the kind that `suffix` names."""
    for one in findings:
        if one.kind is Kind.CONTAINER and suffix in _own_suffixes(one.format_id, "archive"):
            return True
        word, *magics = _PACKED_AS.get(suffix, (b"",))
        if word and word.decode() in str(one.facts.get("compression", "")).lower():
            return True
        if any(not piece.offset and piece.data.startswith(tuple(magics)) for piece in one.evidence):
            return True
    return False


def _unpacked(path: bytes, suffix: str, finding: Finding) -> bool:
    """Whether only the packing is gone, as programs that fetch `x.tar.gz` undo it on the way."""
    inner = _suffix(_last_name(path)[: -len(suffix)])
    return bool(inner) and _usual(inner, claimed_class(inner), finding)


def _own_suffixes(format_id: str, claim: str) -> tuple[str, ...]:
    """The suffixes of a format; those of the container that it lives in only for archives.

    So a checkpoint in a ZIP may be called `.zip`, but not `.docx`.
    """
    one = _format(format_id)
    if one is None:
        return ()
    if not one.refines or claim not in _PACKED:
        return one.suffixes
    return (*one.suffixes, *_own_suffixes(one.refines, claim))


def _format(format_id: str) -> Format | None:
    return formats_by_id().get(format_id)
