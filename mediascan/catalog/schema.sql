-- The journal of one inspection. A row of `file` exists only when its entry is finished.
-- `path` is the key and BLOBs compare byte by byte, so the table is in the manifest's order.
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE session (
    id INTEGER PRIMARY KEY,
    started TEXT NOT NULL,
    ended TEXT,                 -- last sign of life: set with each transaction
    outcome TEXT NOT NULL       -- running, interrupted, finished
) STRICT;
CREATE TABLE file (
    path BLOB PRIMARY KEY,
    kind INTEGER NOT NULL,      -- model.source.EntryKind
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    ctime_ns INTEGER NOT NULL,
    inode INTEGER NOT NULL,
    read INTEGER NOT NULL,
    unread INTEGER NOT NULL,    -- 1: content is missing from the record
    blake3 BLOB,
    sha256 BLOB,
    content TEXT,
    magic TEXT,
    target BLOB,
    detail BLOB                 -- canonical JSON: findings, faults, holes
) STRICT, WITHOUT ROWID;
