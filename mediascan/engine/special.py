"""Findings that no format makes: by their id a title and a kind, as a card has them."""

from mediascan.model.finding import Kind

DISGUISE = "disguise"
APPENDED = "appended"
UNCLAIMED = "unclaimed"
PREPENDED = "prepended"
POLYGLOT = "polyglot"
UNIFORM = "uniform_bytes"
UNIFORM_CONTENT = "uniform_content"
BARE_WEIGHTS = "bare_weights"
BARE_TOKENS = "bare_tokens"
BOMB = "archive_bomb"
CONFLICT = "archive_conflict"
LOCKED = "encrypted_member"
VOLUME = "split_volume"

SPECIAL: dict[str, tuple[str, Kind]] = {
    DISGUISE: ("Name that contradicts the content", Kind.CONCEALMENT),
    APPENDED: ("Data behind the end of another format", Kind.CONCEALMENT),
    UNCLAIMED: ("Data inside a film that no part of it refers to", Kind.CONCEALMENT),
    PREPENDED: ("Data in front of an archive", Kind.CONCEALMENT),
    POLYGLOT: ("File that two formats hold", Kind.CONCEALMENT),
    UNIFORM: ("Uniform bytes: consistent with encryption or a random fill", Kind.ENCRYPTED),
    UNIFORM_CONTENT: ("Header of a plain format before uniform bytes", Kind.CONCEALMENT),
    BARE_WEIGHTS: ("Bytes that look like weights without a header", Kind.CHECKPOINT),
    BARE_TOKENS: ("Bytes that look like token ids without a header", Kind.DATASET),
    BOMB: ("Archive that unpacks to far more than it holds", Kind.CONCEALMENT),
    CONFLICT: ("Archive whose lists of members contradict each other", Kind.CONCEALMENT),
    LOCKED: ("Encrypted member of an archive", Kind.ENCRYPTED),
    VOLUME: ("Volume of a split archive, by its name", Kind.CONTAINER),
}
