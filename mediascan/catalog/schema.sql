-- The journal of one inspection. A batch is here only when all its entries are finished.
-- Each column of `batch` holds the values of up to some hundred rows, packed as model/row.py says.
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE session (
    id INTEGER PRIMARY KEY,
    started TEXT NOT NULL,
    ended TEXT,                 -- last sign of life: set with each transaction
    outcome TEXT NOT NULL       -- running, interrupted, vanished, finished
) STRICT;
CREATE TABLE batch (
    id INTEGER PRIMARY KEY,
    sum BLOB NOT NULL,          -- SHA-256 of all that follows, as catalog.py makes it
    count INTEGER NOT NULL,     -- rows
    files INTEGER NOT NULL,     -- of them files
    bytes INTEGER NOT NULL,     -- read of the files
    first BLOB NOT NULL,        -- the smallest path; the rows are sorted by their paths
    path BLOB NOT NULL,
    kind BLOB NOT NULL,         -- model.source.EntryKind
    unread BLOB NOT NULL,       -- 1: content is missing from the record
    size BLOB NOT NULL,
    mtime_ns BLOB NOT NULL,
    ctime_ns BLOB NOT NULL,
    inode BLOB NOT NULL,
    read BLOB NOT NULL,
    blake3 BLOB NOT NULL,
    sha256 BLOB NOT NULL,
    md5 BLOB NOT NULL,
    sha1 BLOB NOT NULL,
    segments BLOB NOT NULL,
    content BLOB NOT NULL,
    magic BLOB NOT NULL,
    target BLOB NOT NULL,
    detail BLOB NOT NULL        -- canonical JSON: findings, faults, holes
) STRICT;
CREATE TABLE part (             -- batches that do not count until their token is confirmed
    batch INTEGER PRIMARY KEY,
    token BLOB NOT NULL
) STRICT;
CREATE TABLE mark (             -- where a large file is to be taken up, as catalog/marks.py writes it
    path BLOB PRIMARY KEY,
    sum BLOB NOT NULL,          -- SHA-256 of the rest
    offset INTEGER NOT NULL,
    value BLOB NOT NULL,        -- JSON object
    segments BLOB               -- 32 bytes of BLAKE3 each
) STRICT, WITHOUT ROWID;
CREATE TABLE known (path BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;  -- filled when a run goes on
