-- Snapshots are clustered by auction and time, so that a span of one auction is read from a few pages. "part" is the
-- order of arrival among the snapshots of one timestamp; "shared" is 1 when there are several of them.
ALTER TABLE snapshot RENAME TO snapshot_v1;
DROP INDEX snapshot_by_time;

CREATE TABLE snapshot (
  auction_id       TEXT    NOT NULL REFERENCES auction (id) ON DELETE CASCADE,
  at               INTEGER NOT NULL,
  source           TEXT    NOT NULL,
  part             INTEGER NOT NULL,
  shared           INTEGER NOT NULL DEFAULT 0,
  viewer_count     INTEGER NOT NULL,
  avg_viewers      INTEGER NOT NULL,
  peak_viewers     INTEGER NOT NULL,
  min_viewers      INTEGER NOT NULL,
  sample_count     INTEGER NOT NULL,
  observed_seconds REAL,
  exact_peak       INTEGER,
  exact_peak_at    INTEGER,
  exact_min        INTEGER,
  viewer_seconds   REAL,
  joins            INTEGER,
  leaves           INTEGER,
  unique_viewers   INTEGER,
  sketch_id        INTEGER,
  session_seconds  TEXT,
  sections         TEXT,
  countries        TEXT,
  fence            INTEGER,
  slots            INTEGER,
  PRIMARY KEY (auction_id, at, source)
) WITHOUT ROWID;

-- Sketches are large and rarely read, so they are kept apart from the counts.
CREATE TABLE snapshot_sketch (
  id     INTEGER PRIMARY KEY,
  sketch BLOB NOT NULL
);

-- All snapshots of an hour (width 3600) or a day (86400) in one row, kept in the transaction that stores a snapshot.
CREATE TABLE roll_up (
  id                INTEGER PRIMARY KEY,
  auction_id        TEXT    NOT NULL REFERENCES auction (id) ON DELETE CASCADE,
  width             INTEGER NOT NULL CHECK (width IN (3600, 86400)),
  start             INTEGER NOT NULL,
  snapshots         INTEGER NOT NULL,
  minutes           INTEGER NOT NULL,
  first_at          INTEGER NOT NULL,
  last_at           INTEGER NOT NULL,
  last_viewers      INTEGER NOT NULL,
  samples           INTEGER NOT NULL,
  weighted_viewers  INTEGER NOT NULL,
  peak              INTEGER NOT NULL,
  min               INTEGER NOT NULL,
  top               INTEGER NOT NULL,
  top_at            INTEGER NOT NULL,
  bottom            INTEGER NOT NULL,
  exact_peak_known  INTEGER NOT NULL,
  exact_min_known   INTEGER NOT NULL,
  observed_seconds  REAL    NOT NULL,
  watched_seconds   REAL    NOT NULL,
  viewer_seconds    REAL,
  joins             INTEGER,
  leaves            INTEGER,
  largest_unique    INTEGER,
  session_seconds   TEXT,
  sections          TEXT,
  countries         TEXT,
  sources           TEXT    NOT NULL,
  sketch            BLOB,
  UNIQUE (auction_id, width, start)
);
CREATE INDEX roll_up_by_first ON roll_up (width, first_at);

CREATE INDEX note_by_time ON note (noted_at);
