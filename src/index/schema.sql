-- The index, version 1. docs/index.md describes it; tests compare.
-- Offsets (start, end) are code points of the document text, lines count from 1.

CREATE TABLE documents (
  document INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  path TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  -- Of all that the rows depend on: bytes, path, settings, program.
  fingerprint TEXT NOT NULL,
  title TEXT,
  subtitle TEXT,
  author TEXT,
  publisher TEXT,
  date TEXT,
  first_day TEXT,
  last_day TEXT,
  lang TEXT,
  input_format TEXT NOT NULL,
  words INTEGER NOT NULL
) STRICT;
CREATE INDEX documents_by_day ON documents (first_day, last_day);

CREATE TABLE sections (
  section INTEGER PRIMARY KEY,
  document INTEGER NOT NULL,
  id TEXT NOT NULL,
  parent TEXT,
  level INTEGER NOT NULL,
  number TEXT,
  title TEXT NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL
) STRICT;
CREATE INDEX sections_by_document ON sections (document);

CREATE TABLE sentences (
  sentence INTEGER PRIMARY KEY,
  document INTEGER NOT NULL,
  section INTEGER,
  page INTEGER,
  line INTEGER NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  lang TEXT NOT NULL,
  text TEXT NOT NULL,
  -- How many terms it is searched for by.
  terms INTEGER NOT NULL
) STRICT;
CREATE INDEX sentences_by_document ON sentences (document);

-- The text is what is searched for, not what is read: a term for each word, the stem of its folding.
-- A rowid is the number of terms, shifted by 40 bits, and the key of the sentence: read by rowid, the
-- shortest sentences come first, and nobody has to look at all that match to find the best.
CREATE VIRTUAL TABLE words USING fts5(
  terms, content = '', contentless_delete = 1, tokenize = 'ascii'
);

-- The words that were met: their folding, its stem, and the lemmas that the dictionary has for them.
CREATE TABLE vocabulary (
  form TEXT NOT NULL,
  stem TEXT NOT NULL,
  lemma TEXT NOT NULL,
  PRIMARY KEY (form, stem, lemma)
) STRICT, WITHOUT ROWID;
CREATE INDEX vocabulary_by_lemma ON vocabulary (lemma, stem);

CREATE TABLE figures (
  figure INTEGER PRIMARY KEY,
  document INTEGER NOT NULL,
  sentence INTEGER,
  id TEXT NOT NULL,
  line INTEGER, "column" INTEGER, start INTEGER, "end" INTEGER,
  text TEXT,
  value REAL, max REAL,
  kind TEXT, unit TEXT, per TEXT, bound TEXT, "of" TEXT, as_of TEXT,
  credited_to TEXT, source TEXT, source_title TEXT, method TEXT, confidence REAL,
  salience REAL,
  rule TEXT
) STRICT;
CREATE INDEX figures_by_document ON figures (document);
CREATE INDEX figures_by_unit ON figures (unit, value);
CREATE INDEX figures_by_sentence ON figures (sentence, unit);

CREATE TABLE dates (
  date INTEGER PRIMARY KEY,
  document INTEGER NOT NULL,
  sentence INTEGER,
  id TEXT NOT NULL,
  line INTEGER, "column" INTEGER, start INTEGER, "end" INTEGER,
  text TEXT,
  edtf TEXT, kind TEXT, timex_type TEXT, timex_value TEXT, timex_mod TEXT,
  earliest TEXT, latest TEXT, part TEXT, relative INTEGER,
  rule TEXT
) STRICT;
CREATE INDEX dates_by_document ON dates (document);
CREATE INDEX dates_by_day ON dates (earliest, latest);

CREATE TABLE entities (
  entity INTEGER PRIMARY KEY,
  document INTEGER NOT NULL,
  sentence INTEGER,
  id TEXT NOT NULL,
  name TEXT, type TEXT, count INTEGER, aliases TEXT, same_as TEXT,
  line INTEGER, start INTEGER, "end" INTEGER,
  rule TEXT
) STRICT;
CREATE INDEX entities_by_document ON entities (document);

-- Each form of an entity's name, folded.
CREATE TABLE names (
  name TEXT NOT NULL,
  entity INTEGER NOT NULL,
  PRIMARY KEY (name, entity)
) STRICT, WITHOUT ROWID;
CREATE INDEX names_by_entity ON names (entity);

CREATE TABLE mentions (
  sentence INTEGER NOT NULL,
  entity INTEGER NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  text TEXT NOT NULL
) STRICT;
CREATE INDEX mentions_by_entity ON mentions (entity, sentence);
CREATE INDEX mentions_by_sentence ON mentions (sentence);

CREATE TABLE quotes (
  quote INTEGER PRIMARY KEY,
  document INTEGER NOT NULL,
  sentence INTEGER,
  id TEXT NOT NULL,
  line INTEGER, "column" INTEGER, start INTEGER, "end" INTEGER,
  text TEXT,
  lang TEXT, speaker TEXT, speaker_entity TEXT, continues TEXT, cue TEXT,
  credited_to TEXT, source TEXT, source_title TEXT, method TEXT, confidence REAL,
  rule TEXT
) STRICT;
CREATE INDEX quotes_by_document ON quotes (document);

CREATE TABLE sources (
  source INTEGER PRIMARY KEY,
  document INTEGER NOT NULL,
  sentence INTEGER,
  id TEXT NOT NULL,
  key TEXT, kind TEXT, line INTEGER, start INTEGER, "end" INTEGER,
  author TEXT, title TEXT, publisher TEXT, container_title TEXT, issued TEXT, url TEXT, language TEXT,
  cited INTEGER, cited_by TEXT, raw TEXT,
  rule TEXT
) STRICT;
CREATE INDEX sources_by_document ON sources (document);

-- What a sentence's figures and quotations are credited to: names and works, folded.
CREATE TABLE credits (
  credit TEXT NOT NULL,
  sentence INTEGER NOT NULL,
  PRIMARY KEY (credit, sentence)
) STRICT, WITHOUT ROWID;
CREATE INDEX credits_by_sentence ON credits (sentence);

CREATE TABLE findings (
  finding INTEGER PRIMARY KEY,
  document INTEGER NOT NULL,
  sentence INTEGER,
  rule TEXT, severity TEXT, line INTEGER, "column" INTEGER, start INTEGER, "end" INTEGER,
  message TEXT, text TEXT, related TEXT
) STRICT;
CREATE INDEX findings_by_document ON findings (document);

-- What is read: every value with its document, page, section and sentence.

CREATE VIEW sentences_in_context AS
SELECT d.id AS document, d.title AS document_title, d.date AS document_date, d.path,
  s.page, s.line, p.number AS section_number, p.title AS section, s.text AS sentence, s.lang, s.start, s."end"
FROM sentences s JOIN documents d USING (document) LEFT JOIN sections p ON p.section = s.section;

CREATE VIEW figures_in_context AS
SELECT d.id AS document, f.id, f.line, f."column", f.start, f."end", f.text, f.value, f.max, f.kind, f.unit, f.per,
  f.bound, f."of", f.as_of, f.credited_to, f.source, f.source_title, f.method, f.confidence, f.salience,
  p.title AS section, s.text AS sentence, f.rule,
  s.page, d.title AS document_title, d.date AS document_date, d.path
FROM figures f JOIN documents d USING (document) LEFT JOIN sentences s ON s.sentence = f.sentence
LEFT JOIN sections p ON p.section = s.section;

CREATE VIEW dates_in_context AS
SELECT d.id AS document, t.id, t.line, t."column", t.start, t."end", t.text, t.edtf, t.kind, t.timex_type,
  t.timex_value, t.timex_mod, t.earliest, t.latest, t.part, t.relative,
  p.title AS section, s.text AS sentence, t.rule,
  s.page, d.title AS document_title, d.date AS document_date, d.path
FROM dates t JOIN documents d USING (document) LEFT JOIN sentences s ON s.sentence = t.sentence
LEFT JOIN sections p ON p.section = s.section;

CREATE VIEW entities_in_context AS
SELECT d.id AS document, e.id, e.name, e.type, e.count, e.aliases, e.same_as, e.line, e.start, e."end", e.rule,
  p.title AS section, s.text AS sentence,
  s.page, d.title AS document_title, d.date AS document_date, d.path
FROM entities e JOIN documents d USING (document) LEFT JOIN sentences s ON s.sentence = e.sentence
LEFT JOIN sections p ON p.section = s.section;

CREATE VIEW quotes_in_context AS
SELECT d.id AS document, q.id, q.line, q."column", q.start, q."end", q.text, q.lang, q.speaker, q.speaker_entity,
  q.continues, q.cue, q.credited_to, q.source, q.source_title, q.method, q.confidence,
  p.title AS section, q.rule, s.text AS sentence,
  s.page, d.title AS document_title, d.date AS document_date, d.path
FROM quotes q JOIN documents d USING (document) LEFT JOIN sentences s ON s.sentence = q.sentence
LEFT JOIN sections p ON p.section = s.section;

CREATE VIEW sources_in_context AS
SELECT d.id AS document, r.id, r.key, r.kind, r.line, r.start, r."end", r.author, r.title, r.publisher,
  r.container_title, r.issued, r.url, r.language, r.cited, r.cited_by, r.raw, r.rule,
  p.title AS section, s.text AS sentence,
  s.page, d.title AS document_title, d.date AS document_date, d.path
FROM sources r JOIN documents d USING (document) LEFT JOIN sentences s ON s.sentence = r.sentence
LEFT JOIN sections p ON p.section = s.section;

CREATE VIEW findings_in_context AS
SELECT d.id AS document, f.rule, f.severity, f.line, f."column", f.start, f."end", f.message, f.text, f.related,
  p.title AS section, s.text AS sentence,
  s.page, d.title AS document_title, d.date AS document_date, d.path
FROM findings f JOIN documents d USING (document) LEFT JOIN sentences s ON s.sentence = f.sentence
LEFT JOIN sections p ON p.section = s.section;

-- One line a name and type; two things of one name are not told apart here.
CREATE VIEW entities_of_all_documents AS
SELECT name, type, count(DISTINCT document) AS documents, sum(count) AS mentions, max(same_as) AS same_as
FROM entities GROUP BY name, type ORDER BY documents DESC, mentions DESC;

CREATE VIEW most_cited_sources AS
SELECT author, title, publisher, issued, url, count(DISTINCT document) AS documents, sum(cited) AS cited
FROM sources GROUP BY author, title, issued ORDER BY cited DESC;
