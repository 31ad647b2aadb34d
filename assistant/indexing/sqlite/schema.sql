CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE files (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    read_by TEXT NOT NULL
);

CREATE TABLE problems (
    file INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    reason TEXT NOT NULL
);
CREATE INDEX problems_of_file ON problems (file);

CREATE TABLE documents (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    title TEXT NOT NULL,
    author TEXT NOT NULL,
    language TEXT NOT NULL,
    dated TEXT NOT NULL,
    dated_by TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    text TEXT NOT NULL,
    text_sha256 TEXT NOT NULL UNIQUE,
    pages TEXT NOT NULL,
    passages INTEGER NOT NULL,
    figures INTEGER NOT NULL,
    indexed_at TEXT NOT NULL,
    seal TEXT NOT NULL DEFAULT ''
);
CREATE INDEX documents_by_name ON documents (name);
CREATE INDEX documents_by_language ON documents (language);

CREATE TABLE names (
    name TEXT PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES documents (id),
    file INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX names_of_document ON names (document);
CREATE INDEX names_of_file ON names (file);

CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    heading TEXT NOT NULL,
    header TEXT NOT NULL,
    page INTEGER,
    strategy REAL NOT NULL,
    figures REAL NOT NULL,
    risks REAL NOT NULL,
    digest BLOB NOT NULL,
    text TEXT NOT NULL, -- also in documents.text, but cutting it out of there costs the whole document
    hidden INTEGER NOT NULL,
    structure TEXT NOT NULL, -- the figures and table rows of its sentences, see structure.py
    vector BLOB NOT NULL
);
CREATE INDEX passages_of_document ON passages (document, number);
CREATE INDEX passages_by_digest ON passages (digest);

CREATE TABLE sentences (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    passage INTEGER NOT NULL REFERENCES passages (id) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    page INTEGER,
    row INTEGER,
    digest BLOB NOT NULL,
    vector BLOB NOT NULL
);
CREATE INDEX sentences_of_passage ON sentences (passage, start);
CREATE INDEX sentences_by_digest ON sentences (digest);

CREATE VIRTUAL TABLE documents_fts USING fts5 (terms, tokenize = "unicode61 remove_diacritics 0 tokenchars '.'");
CREATE VIRTUAL TABLE passages_fts USING fts5 (terms, tokenize = "unicode61 remove_diacritics 0 tokenchars '.'");
CREATE VIRTUAL TABLE sentences_fts USING fts5 (terms, tokenize = "unicode61 remove_diacritics 0 tokenchars '.'");
CREATE VIRTUAL TABLE documents_terms USING fts5vocab (documents_fts, row);
CREATE VIRTUAL TABLE passages_terms USING fts5vocab (passages_fts, row);
CREATE VIRTUAL TABLE sentences_terms USING fts5vocab (sentences_fts, row);

-- What each document is called, and its first page: by which a question names it.
CREATE VIRTUAL TABLE identities_fts USING fts5 (terms, tokenize = "unicode61 remove_diacritics 0 tokenchars '.'");
CREATE VIRTUAL TABLE identities_terms USING fts5vocab (identities_fts, row);
