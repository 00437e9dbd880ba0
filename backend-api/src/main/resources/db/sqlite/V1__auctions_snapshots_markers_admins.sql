-- Times: "at" in whole seconds, *_at in milliseconds, both since 1970 in UTC.

CREATE TABLE auction (
  id                      TEXT    NOT NULL PRIMARY KEY,
  title                   TEXT    NOT NULL,
  status                  TEXT    NOT NULL CHECK (status IN ('scheduled', 'live', 'ended')),
  enable_viewer_analytics INTEGER NOT NULL CHECK (enable_viewer_analytics IN (0, 1)),
  created_at              INTEGER NOT NULL,
  started_at              INTEGER,
  ended_at                INTEGER,
  peak_viewers            INTEGER
) WITHOUT ROWID;

CREATE TABLE analytics_switch (
  id          INTEGER PRIMARY KEY,
  auction_id  TEXT    NOT NULL REFERENCES auction (id) ON DELETE CASCADE,
  enabled     INTEGER NOT NULL CHECK (enabled IN (0, 1)),
  switched_at INTEGER NOT NULL,
  switched_by TEXT    NOT NULL
);
CREATE INDEX analytics_switch_by_auction ON analytics_switch (auction_id);

-- The id tells the order of arrival among the snapshots of one minute: a server that
-- restarted within it, or two that took over from each other, each sent a part of it.
CREATE TABLE snapshot (
  id              INTEGER PRIMARY KEY,
  auction_id      TEXT    NOT NULL REFERENCES auction (id) ON DELETE CASCADE,
  at              INTEGER NOT NULL,
  source          TEXT    NOT NULL,
  viewer_count    INTEGER NOT NULL,
  avg_viewers     INTEGER NOT NULL,
  peak_viewers    INTEGER NOT NULL,
  min_viewers     INTEGER NOT NULL,
  sample_count    INTEGER NOT NULL,
  exact_peak      INTEGER,
  exact_peak_at   INTEGER,
  exact_min       INTEGER,
  viewer_seconds  REAL,
  joins           INTEGER,
  leaves          INTEGER,
  unique_viewers  INTEGER,
  unique_sketch   TEXT,
  session_seconds TEXT,
  sections        TEXT,
  UNIQUE (auction_id, at, source)
);
CREATE INDEX snapshot_by_time ON snapshot (at);

CREATE TABLE marker (
  id         INTEGER PRIMARY KEY,
  auction_id TEXT    NOT NULL REFERENCES auction (id) ON DELETE CASCADE,
  marked_at  INTEGER NOT NULL,
  kind       TEXT    NOT NULL CHECK (kind IN ('bidding', 'sold')),
  audience   INTEGER,
  data       TEXT
);
CREATE INDEX marker_by_auction ON marker (auction_id, marked_at);
CREATE INDEX marker_by_time ON marker (marked_at);

CREATE TABLE admin (
  name          TEXT    NOT NULL PRIMARY KEY,
  password_hash TEXT    NOT NULL,
  created_at    INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE admin_session (
  token_hash TEXT    NOT NULL PRIMARY KEY,
  admin      TEXT    NOT NULL REFERENCES admin (name) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX admin_session_by_end ON admin_session (expires_at);
