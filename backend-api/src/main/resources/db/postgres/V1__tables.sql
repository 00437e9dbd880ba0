-- Times: "at", "start" and "*_at" of snapshots in whole seconds, other "*_at" in milliseconds, all since 1970 in UTC.
-- Ids are compared by code points, as in Java.

CREATE TABLE auction (
  id                      TEXT    COLLATE "C" NOT NULL PRIMARY KEY,
  title                   TEXT    NOT NULL,
  status                  TEXT    NOT NULL CHECK (status IN ('scheduled', 'live', 'ended')),
  enable_viewer_analytics BOOLEAN NOT NULL,
  created_at              BIGINT  NOT NULL,
  started_at              BIGINT,
  ended_at                BIGINT,
  peak_viewers            INTEGER
);

CREATE TABLE analytics_switch (
  id          BIGINT  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  auction_id  TEXT    COLLATE "C" NOT NULL REFERENCES auction (id) ON DELETE CASCADE,
  enabled     BOOLEAN NOT NULL,
  switched_at BIGINT  NOT NULL,
  switched_by TEXT    NOT NULL
);
CREATE INDEX analytics_switch_by_auction ON analytics_switch (auction_id);

-- "part" is the order of arrival among the snapshots of one timestamp; "shared" is 1 when there are several of them.
-- A partition for each week is created by the server.
CREATE TABLE snapshot (
  auction_id       TEXT    COLLATE "C" NOT NULL REFERENCES auction (id) ON DELETE CASCADE,
  at               BIGINT  NOT NULL,
  source           TEXT    COLLATE "C" NOT NULL,
  part             INTEGER NOT NULL,
  shared           INTEGER NOT NULL DEFAULT 0,
  viewer_count     INTEGER NOT NULL,
  avg_viewers      INTEGER NOT NULL,
  peak_viewers     INTEGER NOT NULL,
  min_viewers      INTEGER NOT NULL,
  sample_count     INTEGER NOT NULL,
  observed_seconds DOUBLE PRECISION,
  exact_peak       INTEGER,
  exact_peak_at    BIGINT,
  exact_min        INTEGER,
  viewer_seconds   DOUBLE PRECISION,
  joins            INTEGER,
  leaves           INTEGER,
  unique_viewers   INTEGER,
  session_seconds  TEXT,
  sections         TEXT,
  countries        TEXT,
  fence            BIGINT,
  slots            BIGINT,
  sketch           BYTEA,
  PRIMARY KEY (auction_id, at, source)
) PARTITION BY RANGE (at);
ALTER TABLE snapshot ALTER COLUMN sketch SET STORAGE EXTERNAL;

-- All snapshots of an hour (width 3600) or a day (86400) in one row, kept in the transaction that stores a snapshot.
CREATE TABLE roll_up (
  id                BIGINT  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  auction_id        TEXT    COLLATE "C" NOT NULL REFERENCES auction (id) ON DELETE CASCADE,
  width             INTEGER NOT NULL CHECK (width IN (3600, 86400)),
  start             BIGINT NOT NULL,
  snapshots         BIGINT NOT NULL,
  minutes           BIGINT NOT NULL,
  first_at          BIGINT NOT NULL,
  last_at           BIGINT NOT NULL,
  last_viewers      INTEGER NOT NULL,
  samples           BIGINT NOT NULL,
  weighted_viewers  BIGINT NOT NULL,
  peak              INTEGER NOT NULL,
  min               INTEGER NOT NULL,
  top               INTEGER NOT NULL,
  top_at            BIGINT NOT NULL,
  bottom            INTEGER NOT NULL,
  exact_peak_known  BOOLEAN NOT NULL,
  exact_min_known   BOOLEAN NOT NULL,
  observed_seconds  DOUBLE PRECISION NOT NULL,
  watched_seconds   DOUBLE PRECISION NOT NULL,
  viewer_seconds    DOUBLE PRECISION,
  joins             BIGINT,
  leaves            BIGINT,
  largest_unique    INTEGER,
  session_seconds   TEXT,
  sections          TEXT,
  countries         TEXT,
  sources           TEXT    NOT NULL,
  sketch            BYTEA,
  UNIQUE (auction_id, width, start)
);
CREATE INDEX roll_up_by_first ON roll_up (width, first_at);

CREATE TABLE marker (
  id         BIGINT  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  auction_id TEXT    COLLATE "C" NOT NULL REFERENCES auction (id) ON DELETE CASCADE,
  marked_at  BIGINT  NOT NULL,
  kind       TEXT    NOT NULL CHECK (kind IN ('bidding', 'sold')),
  audience   INTEGER,
  data       TEXT
);
CREATE INDEX marker_by_auction ON marker (auction_id, marked_at);
CREATE INDEX marker_by_time ON marker (marked_at);

CREATE TABLE note (
  id         TEXT   COLLATE "C" NOT NULL PRIMARY KEY,
  auction_id TEXT   COLLATE "C" NOT NULL REFERENCES auction (id) ON DELETE CASCADE,
  noted_at   BIGINT NOT NULL,
  text       TEXT   NOT NULL,
  created_at BIGINT NOT NULL,
  created_by TEXT   NOT NULL
);
CREATE INDEX note_by_auction ON note (auction_id, noted_at);
CREATE INDEX note_by_time ON note (noted_at);

-- Of a link's token only the SHA-256 is stored.
CREATE TABLE share (
  id         TEXT   COLLATE "C" NOT NULL PRIMARY KEY,
  auction_id TEXT   COLLATE "C" NOT NULL REFERENCES auction (id) ON DELETE CASCADE,
  token_hash TEXT   NOT NULL UNIQUE,
  created_at BIGINT NOT NULL,
  created_by TEXT   NOT NULL,
  expires_at BIGINT
);
CREATE INDEX share_by_auction ON share (auction_id);

CREATE TABLE admin (
  name          TEXT   NOT NULL PRIMARY KEY,
  password_hash TEXT   NOT NULL,
  created_at    BIGINT NOT NULL
);

CREATE TABLE admin_session (
  token_hash TEXT   NOT NULL PRIMARY KEY,
  admin      TEXT   NOT NULL REFERENCES admin (name) ON DELETE CASCADE,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX admin_session_by_end ON admin_session (expires_at);

-- One row that is rewritten to find out whether the database can be written.
CREATE TABLE write_check (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  n  BIGINT NOT NULL
);
INSERT INTO write_check (id, n) VALUES (1, 0);
